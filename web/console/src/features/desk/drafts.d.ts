/** What was typed and not sent, kept over reloads of the tab. */
export declare const readDraft: (storage: Storage, conversationId: string) => string;
export declare function keepDraft(storage: Storage, conversationId: string, text: string): void;
