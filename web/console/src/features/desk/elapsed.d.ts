/** How long something lasts already. */
export declare function Elapsed({ since }: { readonly since: string }): import('react').JSX.Element;
