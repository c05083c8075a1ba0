import type { Work } from './conversation-rules.ts';
/** The desk's keys; the ones of a conversation are bound by its view. */
export declare const DESK_KEYS: readonly [
  {
    readonly keys: readonly ['Alt', '1…9'];
    readonly meaning: 'select';
  },
  {
    readonly keys: readonly ['Alt', 'A'];
    readonly meaning: 'accept';
  },
  {
    readonly keys: readonly ['Alt', 'D'];
    readonly meaning: 'decline';
  },
  {
    readonly keys: readonly ['Alt', 'T'];
    readonly meaning: 'transfer';
  },
  {
    readonly keys: readonly ['Alt', 'Q'];
    readonly meaning: 'ask';
  },
  {
    readonly keys: readonly ['Alt', 'N'];
    readonly meaning: 'note';
  },
  {
    readonly keys: readonly ['Alt', 'P'];
    readonly meaning: 'park';
  },
  {
    readonly keys: readonly ['Alt', 'E'];
    readonly meaning: 'end';
  },
  {
    readonly keys: readonly ['/'];
    readonly meaning: 'canned';
  },
  {
    readonly keys: readonly ['Alt', 'R'];
    readonly meaning: 'cannedAnywhere';
  },
  {
    readonly keys: readonly ['Enter'];
    readonly meaning: 'send';
  },
  {
    readonly keys: readonly ['Shift', 'Enter'];
    readonly meaning: 'newline';
  },
];
/** Alt and a digit choose what is in the lists by its place. */
export declare function useDeskKeys(all: readonly Work[], select: (key: string) => void): void;
/** Accepts from wherever the agent is; null: what is in view has the key, or nothing is offered. */
export declare function useAcceptKey(accept: (() => void) | null): void;
type ConversationKeys = Readonly<
  Record<'accept' | 'decline' | 'ask' | 'transfer' | 'park' | 'end', (() => void) | null>
>;
/** The keys of the conversation in view; null means that the deed is not possible now. */
export declare function useConversationKeys(deeds: ConversationKeys): void;
/** Opens the canned responses, whatever is written already; null: the agent may not use any. */
export declare function useCannedKey(open: (() => void) | null): void;
/** Changes between message and note; null: there is nothing to choose. */
export declare function useNoteKey(change: (() => void) | null): void;
