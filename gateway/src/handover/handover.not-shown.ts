import { findActivity, type SessionUnit } from '../conversations/index.ts';
import { queueForHandover } from './handover.changes.ts';
import { findOpenHandover } from './handover.store.ts';

/** Vendors may say much; desks show one line. */
const longestReason = 500;

/** The customer's channel gave an agent's message up: the agent reads why, as long as he has the customer. */
export const tellAgentNotShown = async (
  unit: SessionUnit,
  { seq, reason }: { readonly seq: number; readonly reason: string },
): Promise<void> => {
  const { tx, session } = unit;
  const open = await findOpenHandover(tx, session.id);
  const message = open && (await findActivity(tx, session.id, seq));
  if (!open || message?.direction !== 'agent') return;
  const { remoteMessageId } = (message.body.channelData ?? {}) as { remoteMessageId?: unknown };
  // An earlier contact centre knows nothing of it any more.
  const isIts = message.handover === null || message.handover === open.id;
  if (typeof remoteMessageId !== 'string' || !isIts) return;
  const told = reason.slice(0, longestReason).toWellFormed();
  await queueForHandover(unit, open, { kind: 'failed', remoteMessageId, reason: told });
};
