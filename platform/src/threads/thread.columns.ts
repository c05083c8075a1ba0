import type { Participant, SavedFlow, ThreadChange } from '../conversations/index.ts';
import { packed } from './packed-json.ts';
import { isFinished } from './thread.types.ts';

/** A change as it is applied: the same thread appears once, in ascending order of nothing but the caller's list. */
type Changes = readonly ThreadChange[];

const dashed = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** Message ids are 32 hex digits on the wire and `uuid` in the table. */
export const toMessageKey = (id: string): string => (id.length === 32 ? dashed(id) : id);
export const fromMessageKey = (key: string): string => key.replaceAll('-', '');

/** Positions are counted from 1, as PostgreSQL does. */
const spread = <T, R>(
  changes: Changes,
  pick: (change: ThreadChange) => readonly T[],
  map: (item: T, change: number, rank: number) => R,
): R[] => changes.flatMap((c, at) => pick(c).map((item, index) => map(item, at + 1, index + 1)));

type Changed = { readonly participant: Participant; readonly isNew: boolean };

/** Participants that a change makes or alters. Ids are made once, so one that was not there before is stored nowhere. */
const changedParticipants = ({ before, after }: ThreadChange): Changed[] =>
  after.participants
    .filter((participant) => !before.participants.includes(participant))
    .map((participant) => ({
      participant,
      isNew: before.participants.every(({ id }) => id !== participant.id),
    }));

const holderOf = (live: readonly Participant[]): Participant | undefined =>
  live.findLast(({ purpose, state }) => purpose === 'agent' && state !== 'alerting') ??
  live.findLast(({ purpose }) => purpose === 'acd') ??
  live.findLast(({ purpose }) => purpose === 'agent');

/**
 * Queue of the conversation: of the agent who has it, also while that one looks for somebody to take over; else of the
 * place in which it waits; else of the agent whom it is offered to.
 */
const queueOf = ({ after }: ThreadChange): string | null =>
  holderOf(after.participants.filter(({ endedAt }) => endedAt === null))?.queueId ?? null;

/** A run as the row may hold it: a state with secure variables is sealed and stored beside it. */
const atRest = (flow: SavedFlow | null): SavedFlow | null =>
  flow?.secure && flow.held ? { ...flow, held: null } : flow;

const stateText = ({ after }: ThreadChange): string =>
  JSON.stringify({
    conversation: after.conversation,
    participants: after.participants.filter((participant) => !isFinished(participant)),
    flow: atRest(after.flow ?? null),
  });

/**
 * Whether the change says when the conversation ended. One that took a message says so even if it ended it at the very
 * time it had ended before: accepting the message made the thread forget that.
 */
const tellsEnd = ({ before, after }: ThreadChange): boolean =>
  before.conversation.endedAt !== after.conversation.endedAt ||
  after.participants.some(
    ({ id, purpose }) =>
      purpose === 'customer' && before.participants.every((other) => other.id !== id),
  );

/** Columns t_* of `apply_changes`. */
export const threadColumns = (changes: Changes): unknown[] => {
  const conversations = changes.map(({ after }) => after.conversation);
  return [
    changes.map(({ after }) => after.thread),
    changes.map(({ after }) => after.org),
    changes.map(({ after }) => after.integrationId),
    changes.map(({ after }) => after.part),
    changes.map(({ before }) => before.conversation.id),
    conversations.map(({ id }) => id),
    packed(changes.map(stateText)),
    changes.map(({ messages }) => messages.length),
    conversations.map(({ startedAt }) => startedAt),
    conversations.map(({ endedAt }) => endedAt),
    changes.map(tellsEnd),
    conversations.map(({ owner }) => owner),
    changes.map(queueOf),
    conversations.map(({ version }) => version),
    conversations.map(({ externalTag }) => externalTag),
  ];
};

/** Columns of rows; the one at `json` holds JSON texts. */
const transpose = (
  rows: readonly (readonly unknown[])[],
  { width, json }: { width: number; json: number },
): unknown[] => {
  if (rows.length === 0) return Array.from({ length: width }, () => null);
  return Array.from({ length: width }, (_, column) => {
    const values = rows.map((row) => row[column]);
    return column === json ? packed(values as string[]) : values;
  });
};

/** Columns p_*: participants that are new or were changed. */
export const participantColumns = (changes: Changes): unknown[] =>
  transpose(
    spread(changes, changedParticipants, ({ participant: p, isNew }, change) => [
      change,
      isNew,
      p.id,
      !isFinished(p),
      p.purpose,
      p.userId,
      p.queueId,
      JSON.stringify(p),
    ]),
    { width: 8, json: 7 },
  );

/** Bodies of the new messages as they are stored, by change. */
export const messageTexts = (changes: Changes): readonly (readonly string[])[] =>
  changes.map(({ messages }) =>
    messages.map(({ body }) => (typeof body === 'string' ? body : JSON.stringify(body))),
  );

/** Columns m_*. */
export const messageColumns = (
  changes: Changes,
  texts: ReturnType<typeof messageTexts>,
): unknown[] =>
  transpose(
    spread(
      changes,
      (c) => c.messages,
      (m, change, rank) => [
        change,
        rank,
        toMessageKey(m.id),
        m.direction,
        m.communicationId,
        m.userId,
        m.originatingEntity,
        m.time,
        // Delivery follows by itself; the status changes when it fails or the channel sends a receipt.
        m.direction === 'outbound' ? 'sent' : 'received',
        texts[change - 1]?.[rank - 1],
      ],
    ),
    { width: 10, json: 9 },
  );

/** Columns e_*. */
export const eventColumns = (changes: Changes): unknown[] =>
  transpose(
    spread(
      changes,
      (c) => c.events,
      (e, change) => [change, e.type, e.key, JSON.stringify(e.data), e.correlationId],
    ),
    { width: 5, json: 3 },
  );
