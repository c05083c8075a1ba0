import type { CopilotLine } from '@tandem/contract';
import type { StoredActivity } from '../conversations/index.ts';
import { redactionOf } from '../handover/index.ts';

const withoutCardNumbers = redactionOf('cards');

const speakers = { user: 'customer', bot: 'bot', agent: 'agent' } as const;

/** What was said, as a copilot may see it. Events, empty messages and words of the system are left out. */
export const toLines = (activities: readonly StoredActivity[]): readonly CopilotLine[] =>
  activities.flatMap(({ body, direction, seq, createdAt }) => {
    if (body.type !== 'message' || direction === 'system') return [];
    const value = typeof body.value === 'string' ? body.value : '';
    const text = withoutCardNumbers((body.text?.trim() || value).trim());
    const files = (body.attachments ?? [])
      .filter(({ contentType }) => !contentType.startsWith('application/vnd.microsoft.card.'))
      .map(({ name, contentType }) => withoutCardNumbers(name ?? contentType));
    if (!text && files.length === 0) return [];
    const name = direction === 'user' ? null : (body.from?.name ?? null);
    const from = speakers[direction];
    return [{ seq, from, name, text, files, date: createdAt.toISOString() }];
  });
