import { type Work } from './conversation-rules.ts';
/** The copilot's workspace of a conversation: `inside` of the desk where it is a page of this origin, else a link. */
export type CopilotAddress = {
  readonly url: string;
  readonly inside: boolean;
};
/**
 * The address that the bot side has left among the participant data; null without one. Anybody who sends messages may
 * leave one, so only a workspace of this very origin is let into the desk, and nothing but a web address is a link.
 */
export declare const copilotAddress: (
  { conversation }: Pick<Work, 'conversation'>,
  origin: string,
) => CopilotAddress | null;
