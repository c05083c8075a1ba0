import type { Principal } from '@tandem/contract';
import type { ConversationDeps } from './conversation.deps.ts';
import { type LabelUse } from './labels.store.ts';
type Deps = Pick<ConversationDeps, 'db' | 'clock'>;
/** Labels one conversation may have. */
export declare const mostLabels = 20;
/** Labels of a conversation. @throws conversationErrors.notFound */
export declare const readLabels: (deps: Deps, principal: Principal, conversationId: string) => Promise<readonly string[]>;
type LabelChange = {
    readonly conversationId: string;
    readonly add: readonly string[];
    readonly remove: readonly string[];
};
/**
 * Puts labels on a conversation and takes others off, all or nothing; the same change again changes nothing. A name in
 * both lists stays off.
 * @returns the labels afterwards
 * @throws conversationErrors.notFound, userContextRequired, emptyLabel, tooManyLabels
 */
export declare const changeLabels: (deps: Deps, principal: Principal, { conversationId, add, remove }: LabelChange) => Promise<readonly string[]>;
/** Labels to choose from: what the organisation uses, with how often. */
export declare const usedLabels: (deps: Deps, principal: Principal) => Promise<LabelUse[]>;
export {};
