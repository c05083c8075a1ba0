/** Why a message was not delivered: what it means for the agent, and what the server said. */
export type Problem = {
  readonly kind: 'gone' | 'refused' | 'down' | 'other';
  readonly text: string;
};

const kindOf = (text: string): Problem['kind'] => {
  if (text === 'timeout' || text === 'connect') return 'down';
  const status = Number(/^HTTP (\d{3})$/.exec(text)?.[1]);
  if (status === 404 || status === 410) return 'gone';
  if (status === 429 || status >= 500) return 'down';
  return status >= 400 ? 'refused' : 'other';
};

/**
 * What the answer of a channel means.
 *
 * @param text as the wire has it: `HTTP` and a status, or words
 */
export const problemOf = (text: string): Problem => ({ kind: kindOf(text), text });
