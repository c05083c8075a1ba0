import { useHotkeys } from '@mantine/hooks';
import type { Work } from './conversation-rules.ts';

/** The desk's keys; the ones of a conversation are bound by its view. */
export const DESK_KEYS = [
  { keys: ['Alt', '1…9'], meaning: 'select' },
  { keys: ['Alt', 'A'], meaning: 'accept' },
  { keys: ['Alt', 'D'], meaning: 'decline' },
  { keys: ['Alt', 'T'], meaning: 'transfer' },
  { keys: ['Alt', 'Q'], meaning: 'ask' },
  { keys: ['Alt', 'N'], meaning: 'note' },
  { keys: ['Alt', 'P'], meaning: 'park' },
  { keys: ['Alt', 'E'], meaning: 'end' },
  { keys: ['/'], meaning: 'canned' },
  { keys: ['Alt', 'R'], meaning: 'cannedAnywhere' },
  { keys: ['Enter'], meaning: 'send' },
  { keys: ['Shift', 'Enter'], meaning: 'newline' },
] as const;

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
// Fields are no exception: an agent types most of the time.
const EVERYWHERE: string[] = [];

/** Alt and a digit choose what is in the lists by its place. */
export function useDeskKeys(all: readonly Work[], select: (key: string) => void): void {
  useHotkeys(
    DIGITS.map((digit) => [
      `alt+Digit${digit}`,
      () => {
        const key = all[digit - 1]?.key;
        if (key) select(key);
      },
      { usePhysicalKeys: true },
    ]),
    EVERYWHERE,
  );
}

/** Accepts from wherever the agent is; null: what is in view has the key, or nothing is offered. */
export function useAcceptKey(accept: (() => void) | null): void {
  useHotkeys([['alt+A', () => accept?.(), { usePhysicalKeys: true }]], EVERYWHERE);
}

type ConversationKeys = Readonly<
  Record<'accept' | 'decline' | 'ask' | 'transfer' | 'park' | 'end', (() => void) | null>
>;

/** The keys of the conversation in view; null means that the deed is not possible now. */
export function useConversationKeys(deeds: ConversationKeys): void {
  useHotkeys(
    [
      ['alt+A', () => deeds.accept?.(), { usePhysicalKeys: true }],
      ['alt+D', () => deeds.decline?.(), { usePhysicalKeys: true }],
      ['alt+Q', () => deeds.ask?.(), { usePhysicalKeys: true }],
      ['alt+T', () => deeds.transfer?.(), { usePhysicalKeys: true }],
      ['alt+P', () => deeds.park?.(), { usePhysicalKeys: true }],
      ['alt+E', () => deeds.end?.(), { usePhysicalKeys: true }],
    ],
    EVERYWHERE,
  );
}

/** Opens the canned responses, whatever is written already; null: the agent may not use any. */
export function useCannedKey(open: (() => void) | null): void {
  useHotkeys([['alt+R', () => open?.(), { usePhysicalKeys: true }]], EVERYWHERE);
}

/** Changes between message and note; null: there is nothing to choose. */
export function useNoteKey(change: (() => void) | null): void {
  useHotkeys([['alt+N', () => change?.(), { usePhysicalKeys: true }]], EVERYWHERE);
}
