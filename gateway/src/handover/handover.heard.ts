import { gatewayQueues, type SessionUnit, type StoredActivity } from '../conversations/index.ts';
import { endHandover } from './handover.changes.ts';
import { tellCopilot } from './handover.copilot.ts';
import { takeLeft } from './handover.fail-path.ts';
import { watchIdle } from './handover.idle.ts';
import { type Handover, isWaiting } from './handover.model.ts';
import { optionsOf, sayAccepted } from './handover.says.ts';
import { queueForHandover } from './handover.steps.ts';
import { findWithAgents } from './handover.store.ts';
import { meaningOf } from './handover.words.ts';
import type { IntentWork } from './handover.work.ts';

/** A bot has to be asked what the words mean: they go to the agents meanwhile, as they would without. */
const hearWaiting = async (unit: SessionUnit, open: Handover, { body, seq }: StoredActivity) => {
  const { repeatAccepted, cancelIntent } = optionsOf(open);
  if (cancelIntent && body.text) {
    const work: IntentWork = { handover: open.id, seq };
    await unit.queue(gatewayQueues.intent, work);
  }
  if (repeatAccepted) await sayAccepted(unit, open);
};

/**
 * Takes a word of the customer that is not for the bot: it goes to the agents, cancels or ends the handover or belongs to
 * what the customer leaves. @returns false when it is for the bot
 */
export const takeInHandover = async (
  unit: SessionUnit,
  activity: StoredActivity,
): Promise<boolean> => {
  const text = activity.body.text ?? '';
  const open = await findWithAgents(unit.tx, unit.session.id);
  if (!open) return false;
  if (open.endedAt) return takeLeft(unit, activity);
  if (meaningOf(open, text) !== 'message') {
    await endHandover(unit, open, { reason: 'user' });
    await queueForHandover(unit, open, { kind: 'end' });
    return true;
  }
  await queueForHandover(unit, open, { kind: 'message', seq: activity.seq });
  await tellCopilot(unit, open, { kind: 'message', seq: activity.seq });
  if (isWaiting(open)) await hearWaiting(unit, open, activity);
  await watchIdle(unit, open);
  return true;
};
