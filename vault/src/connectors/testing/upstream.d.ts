export type Received = {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: string;
};
/** Another system that notes what it gets and answers with the status, or with 200 and the body, that it is told. */
export declare const startUpstream: (answer?: (call: Received) => number | object) => Promise<{
    url: string;
    calls: Received[];
    [Symbol.asyncDispose](): Promise<void>;
}>;
/** A token endpoint that gives another token with each call. */
export declare const startTokens: () => Promise<{
    url: string;
    calls: Received[];
    [Symbol.asyncDispose](): Promise<void>;
}>;
