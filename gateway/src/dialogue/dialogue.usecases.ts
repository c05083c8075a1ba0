import type { Activity } from '@tandem/contract';
import {
  activityId,
  type ChangeSession,
  gatewayQueues,
  type NewActivity,
  type Session,
  type SessionUnit,
} from '../conversations/index.ts';
import {
  type DialogueWork,
  endHandover,
  findOpenHandover,
  queueForHandover,
} from '../handover/index.ts';

/** Kinds of activities that the bot or the agents have to hear. */
const isSpoken = ({ type, text, attachments, value, name }: Activity): boolean =>
  (type === 'message' && Boolean(text || attachments?.length || value !== undefined)) ||
  (type === 'event' && name === 'postback');

const clientIdOf = ({ channelData }: Activity): string | null => {
  const id = (channelData as { clientActivityID?: unknown } | null | undefined)?.clientActivityID;
  return typeof id === 'string' && id !== '' ? id.slice(0, 200) : null;
};

/** The customer leaves: a waiting or running handover ends, and the contact centre is told. */
const leave = async (unit: SessionUnit): Promise<void> => {
  const open = await findOpenHandover(unit.tx, unit.session.id);
  if (!open) return;
  await endHandover(unit, open, { reason: 'user' });
  await queueForHandover(unit, open, { kind: 'end' });
};

/**
 * Takes what a customer sent. The answer comes after the commit; a repeat of the client's own id answers the id of
 * the first.
 */
export async function takeActivity(
  { change }: { change: ChangeSession },
  session: Session,
  body: Activity,
): Promise<string | null> {
  const clientId = clientIdOf(body);
  const spoken = isSpoken(body);
  const activity: NewActivity = {
    direction: 'user',
    body,
    key: clientId ? `client:${clientId}` : null,
    handled: !spoken,
  };
  return change(session.id, async (unit) => {
    const { activity: stored, fresh } = await unit.append(activity);
    if (fresh && spoken) {
      const work: DialogueWork = { kind: 'activity', seq: stored.seq };
      await unit.queue(gatewayQueues.dialogue, work);
    }
    if (fresh && (body.type === 'endOfConversation' || body.name === 'handoff.cancel'))
      await leave(unit);
    return activityId(session.conversationId, stored.seq);
  });
}

/** The beginning of a conversation: the bot greets. */
export const greet = ({ change }: { change: ChangeSession }, session: Session) =>
  change(session.id, (unit) => {
    const work: DialogueWork = { kind: 'start' };
    return unit.queue(gatewayQueues.dialogue, work);
  });
