import type { Queryable } from '@tandem/kit';
type Of = {
    readonly org: string;
    readonly conversationId: string;
};
/** Lets one change of the conversation's labels at a time happen, until the transaction ends. */
export declare const lockLabels: (db: Queryable, { conversationId }: Of) => Promise<void>;
/** Names of the labels of a conversation, by the alphabet. */
export declare const listLabels: (db: Queryable, { org, conversationId }: Of) => Promise<readonly string[]>;
/** Puts labels on; one that the organisation has in another spelling keeps that, one that is there stays as it is. */
export declare const addLabels: (db: Queryable, { org, conversationId }: Of, { names, userId, at, }: {
    readonly names: readonly string[];
    readonly userId: string;
    readonly at: Date;
}) => Promise<void>;
/** Takes labels off; those that are not there do not matter. */
export declare const removeLabels: (db: Queryable, { org, conversationId }: Of, names: readonly string[]) => Promise<void>;
export type LabelUse = {
    readonly name: string;
    readonly conversations: number;
};
/** Labels that the organisation uses, the most used of late first, two hundred at most. */
export declare const listUsedLabels: (db: Queryable, org: string) => Promise<LabelUse[]>;
export {};
