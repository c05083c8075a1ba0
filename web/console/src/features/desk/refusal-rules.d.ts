/** Whether the same message would be refused again: its kind of file is not allowed. */
export declare const isFinal: (error: unknown) => boolean;
/** Whether the server said no, so that the same would be refused again; no answer and a server in trouble are none. */
export declare const isRefusal: (error: unknown) => boolean;
/** What people call the kind of a file: the end of its name; null when it has none. */
export declare const fileTypeOf: (name: string) => string | null;
