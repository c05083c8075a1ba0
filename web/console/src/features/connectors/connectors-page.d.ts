/** The kinds of connectors as cards, and the connectors there are. */
export declare function ConnectorsPage(): import("react").JSX.Element;
