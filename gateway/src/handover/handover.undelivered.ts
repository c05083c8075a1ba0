import {
  activityId,
  findActivityByKey,
  gatewayQueues,
  markUnhandled,
  type SessionUnit,
} from '../conversations/index.ts';
import type { HandoverDeps, LoadedHandover } from './handover.context.ts';
import { receiptEvent } from './handover.events.ts';
import { findFollowing } from './handover.following.store.ts';
import type { Handover } from './handover.model.ts';
import { findHandover, noteUnheard } from './handover.store.ts';
import { noteReturned } from './handover.strays.store.ts';
import type { DialogueWork } from './handover.work.ts';

type Undelivered = {
  readonly session: number;
  readonly handover: number;
  readonly seq: number;
  /** Where the message is: it stays there when a later handover goes on with that conversation. */
  readonly conversation?: string;
};

const failedKey = (seq: number) => `undelivered:${seq}`;

/** By a version that did not note it: a word that agents did not get, and of which nobody was told so. */
const wasGivenBack = async ({ tx, session }: SessionUnit, { unheard }: Handover, seq: number) =>
  unheard.includes(seq) && !(await findActivityByKey(tx, session.id, failedKey(seq)));

/** {@link giveBack} in a change that is under way; as it reads once the handover is over. */
export const giveBackIn = async (
  unit: SessionUnit,
  { handover, seq, conversation }: Omit<Undelivered, 'session'>,
): Promise<void> => {
  const { tx, session } = unit;
  const current = await findHandover(tx, handover);
  if (!current || (await wasGivenBack(unit, current, seq))) return;
  if (conversation && (await findFollowing(tx, current, conversation)) === 'same') return;
  if (!(await noteReturned(tx, { handover, seq }))) return;
  await noteUnheard(tx, { handover, seq });
  if (current.endReason === 'user' || !(await markUnhandled(tx, session.id, seq))) return;
  const work: DialogueWork = { kind: 'activity', seq };
  await unit.queue(gatewayQueues.dialogue, work);
};

/**
 * The handover ended while the message was on its way: whoever has the conversation now answers it, once. Who has left
 * expects no answer.
 */
export const giveBack = (deps: HandoverDeps, { session, ...word }: Undelivered) =>
  deps.change(session, (unit) => giveBackIn(unit, word));

/** One that was given up before has reached the agents after all. */
export const noteHeard = async (deps: HandoverDeps, { handover }: LoadedHandover, seq: number) => {
  if (!handover.unheard.includes(seq)) return;
  await deps.change(handover.session, ({ tx }) =>
    noteUnheard(tx, { handover: handover.id, seq, heard: true }),
  );
};

/** The customer sees that the message did not arrive; agents of a further handover read it. */
export const tellUndelivered = (
  deps: HandoverDeps,
  { session, handover }: LoadedHandover,
  { seq, reason }: { seq: number; reason: string },
) =>
  deps.change(session.id, async (unit) => {
    await noteUnheard(unit.tx, { handover: handover.id, seq });
    await unit.append({
      direction: 'system',
      key: failedKey(seq),
      handover: handover.id,
      body: receiptEvent(activityId(session.conversationId, seq), 'failed', reason),
    });
  });
