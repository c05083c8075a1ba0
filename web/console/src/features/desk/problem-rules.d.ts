/** Why a message was not delivered: what it means for the agent, and what the server said. */
export type Problem = {
  readonly kind: 'gone' | 'refused' | 'down' | 'other';
  readonly text: string;
};
/**
 * What the answer of a channel means.
 *
 * @param text as the wire has it: `HTTP` and a status, or words
 */
export declare const problemOf: (text: string) => Problem;
