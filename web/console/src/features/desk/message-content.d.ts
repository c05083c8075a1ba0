import { type Content } from './message-rules.ts';
/** Everything of a message that is more than text. Quick replies are shown, not offered: they are the customer's. */
export declare function MessageContent({
  content,
}: {
  readonly content: readonly Content[];
}): import('react').JSX.Element | null;
