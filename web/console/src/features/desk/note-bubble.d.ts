import type { TransferNote } from './transfer-rules.ts';
import type { Note } from './use-colleagues.ts';
/** A note of a colleague: it stands among the messages, and no customer sees it. */
export declare function NoteBubble({ note }: { readonly note: Note }): import('react').JSX.Element;
/** What a colleague wrote who gave the conversation away. */
export declare function TransferNoteBubble({
  note,
}: {
  readonly note: TransferNote;
}): import('react').JSX.Element;
