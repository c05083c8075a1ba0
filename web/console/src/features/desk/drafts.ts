const PREFIX = 'tandem.draft.';

/** What was typed and not sent, kept over reloads of the tab. */
export const readDraft = (storage: Storage, conversationId: string): string =>
  storage.getItem(PREFIX + conversationId) ?? '';

export function keepDraft(storage: Storage, conversationId: string, text: string): void {
  if (text) storage.setItem(PREFIX + conversationId, text);
  else storage.removeItem(PREFIX + conversationId);
}
