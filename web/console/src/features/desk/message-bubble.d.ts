import type { ChatMessage } from './message-rules.ts';

type MessageBubbleProps = {
  readonly message: ChatMessage;
  readonly customer: string;
};
/** Who said a message. */
export declare function useAuthor(customer: string): (message: ChatMessage) => string;
/** One message. Long ones, such as a transcript of the bot, fold. */
export declare function MessageBubble({
  message,
  customer,
}: MessageBubbleProps): import('react').JSX.Element;
