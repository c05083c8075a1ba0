import type { Activity } from '@tandem/contract';
import type { Session } from '../conversations/index.ts';
import { directLineErrors } from './directline.errors.ts';

export const maxActivityBytes = 256 * 1024;

/** Fields of an activity that a client may set; all others are the server's. */
const kept = [
  'type',
  'localTimestamp',
  'replyToId',
  'text',
  'textFormat',
  'locale',
  'attachmentLayout',
  'attachments',
  'suggestedActions',
  'entities',
  'channelData',
  'value',
  'name',
] as const satisfies readonly (keyof Activity)[];

const nameOf = (session: Session, given: Activity): string | undefined =>
  session.userTrusted
    ? (session.userName ?? undefined)
    : (given.from?.name ?? session.userName ?? undefined);

/**
 * The activity as it is stored: who sent it is what the session says, never what the client says.
 * @throws directLineErrors.tooLarge
 */
export const toStoredBody = (session: Session, given: Activity): Activity => {
  const text = JSON.stringify(Object.fromEntries(kept.map((name) => [name, given[name]])));
  if (Buffer.byteLength(text) > maxActivityBytes)
    throw directLineErrors.tooLarge({ limit: String(maxActivityBytes) });
  const name = nameOf(session, given);
  return {
    ...(JSON.parse(text) as Activity),
    from: { id: session.userId, role: 'user', ...(name ? { name } : {}) },
  };
};
