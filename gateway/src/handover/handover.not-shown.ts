import { findActivity, type SessionUnit } from '../conversations/index.ts';
import { queueForHandover } from './handover.changes.ts';
import { findOpenHandover } from './handover.store.ts';

/** Vendors may say much; desks show one line. */
const longestReason = 500;

/** An agent's message by its id at the contact centre; null: of nobody who has the customer now. */
const messageOf = async ({ tx, session }: SessionUnit, seq: number) => {
  const open = await findOpenHandover(tx, session.id);
  const message = open && (await findActivity(tx, session.id, seq));
  if (!open || message?.direction !== 'agent') return null;
  const { remoteMessageId } = (message.body.channelData ?? {}) as { remoteMessageId?: unknown };
  // An earlier contact centre's message is unknown to this one; its ids may even name another message here.
  const isIts = message.handover === open.id;
  return typeof remoteMessageId === 'string' && isIts ? { open, remoteMessageId } : null;
};

/** The customer's channel gave an agent's message up: the agent reads why, as long as he has the customer. */
export const tellAgentNotShown = async (
  unit: SessionUnit,
  { seq, reason }: { readonly seq: number; readonly reason: string },
): Promise<void> => {
  const found = await messageOf(unit, seq);
  if (!found) return;
  const { open, remoteMessageId } = found;
  const told = reason.slice(0, longestReason).toWellFormed();
  await queueForHandover(unit, open, { kind: 'failed', remoteMessageId, reason: told });
};

/** One that was given up before has reached the customer's channel after all. */
export const tellAgentShown = async (
  unit: SessionUnit,
  { seq }: { readonly seq: number },
): Promise<void> => {
  const found = await messageOf(unit, seq);
  if (!found) return;
  const { open, remoteMessageId } = found;
  await queueForHandover(unit, open, { kind: 'receipt', remoteMessageId });
};
