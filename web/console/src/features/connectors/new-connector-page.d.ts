/** A new connector of the kind in the address. */
export declare function NewConnectorPage(): import("react").JSX.Element;
