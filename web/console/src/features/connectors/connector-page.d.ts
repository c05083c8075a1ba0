/** One connector: its id, how it stands, what may be done about it, and what it may do. */
export declare function ConnectorPage(): import("react").JSX.Element;
