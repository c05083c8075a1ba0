import type { CopilotLine } from '@tandem/contract';
import type { StoredActivity } from '../conversations/index.ts';
import { redactionOf, shorten } from '../handover/index.ts';

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

const leftOut = '[Earlier messages are left out.]';
const shortened = '[… shortened]';

/**
 * The newest messages that fit into `most` UTF-16 units, for models and flows. None is torn, so that every line tells
 * who has said it; where older ones are left out, or the last is longer than the room, that is said.
 * @param said one entry a message, oldest first
 */
export const newestOf = (said: readonly string[], most: number): string => {
  const all = said.join('\n');
  if (all.length <= most) return all;
  let room = most - leftOut.length;
  const kept: string[] = [];
  for (const message of said.toReversed()) {
    const whole = kept.length === 0 ? shorten(message, room - 1, shortened) : message;
    room -= whole.length + 1;
    if (room < 0) break;
    kept.unshift(whole);
  }
  return [...(kept.length < said.length ? [leftOut] : []), ...kept].join('\n').toWellFormed();
};
