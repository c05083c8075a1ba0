import type { ConversationChanged, Happening } from './conversation.events.ts';
import type { DisconnectType, Participant } from './conversation.model.ts';
import { type AgentState, agentStateOf } from './participant.rules.ts';
import { present } from './participant.view.ts';

/** Spelling of the detail events. */
const disconnectTypes: Readonly<Record<DisconnectType, string>> = {
  endpoint: 'ENDPOINT',
  client: 'CLIENT',
  system: 'SYSTEM',
  timeout: 'TIMEOUT',
  transfer: 'TRANSFER',
  'transfer.noanswer': 'NO_ANSWER_TRANSFER',
  peer: 'PEER',
  error: 'ERROR',
  inactivity: 'INACTIVITY',
  spam: 'SPAM',
};

const ms = (from: string | null, to: string | null): number | undefined =>
  from === null || to === null ? undefined : Date.parse(to) - Date.parse(from);

const contactsOf = ({ participants }: ConversationChanged) => {
  const ids = new Set(participants.flatMap(({ externalContactId }) => externalContactId ?? []));
  return ids.size > 0 ? { conversationExternalContactIds: [...ids] } : {};
};

/** Fields that every detail event of a communication has; `eventTime` is in milliseconds since 1970. */
const baseOf = (data: ConversationChanged, p: Participant, at: string) => ({
  eventTime: Date.parse(at),
  conversationId: data.conversation.id,
  participantId: p.id,
  sessionId: p.communicationId,
  mediaType: 'MESSAGE',
  messageType: 'OPEN',
  direction: p.direction.toUpperCase(),
  provider: 'PureCloud Messaging',
  addressFrom: p.direction === 'inbound' ? data.customer.id : data.integrationId,
  addressTo: p.direction === 'inbound' ? data.integrationId : data.customer.id,
  ...contactsOf(data),
});

type Context = { readonly data: ConversationChanged; readonly p: Participant };

const ended = ({ p }: Context) =>
  present({ disconnectType: p.disconnectType && disconnectTypes[p.disconnectType] });

const flowOf = ({ p }: Context) => ({
  flowType: 'INBOUNDSHORTMESSAGE',
  ...present({ flowId: p.flow?.id, flowVersion: p.flow && String(p.flow.version) }),
});

const wrapupOf = ({ p }: Context) =>
  present({
    queueId: p.queueId,
    wrapupCode: p.wrapup?.code,
    wrapupNotes: p.wrapup?.notes,
    wrapupDurationMs:
      ms(p.acwStartedAt, p.acwEndedAt) ??
      (p.wrapup?.durationSeconds === null || p.wrapup === null
        ? undefined
        : p.wrapup.durationSeconds * 1000),
  });

const queueOf = ({ p }: Context) =>
  present({
    queueId: p.queueId,
    routingPriority: p.routing?.priority,
    requestedRoutingSkillIds: p.routing?.skillIds,
  });

/** Who took it from the queue: the agent who connected when the acd participant left. */
const outcomeOf = ({ data, p }: Context) => {
  const agent = data.participants.find(
    (other) =>
      other.purpose === 'agent' &&
      other.queueId === p.queueId &&
      other.connectedAt !== null &&
      other.connectedAt === p.endedAt,
  );
  if (agent) return { acdOutcome: 'ANSWERED', ...present({ answeredUserId: agent.userId }) };
  return { acdOutcome: p.disconnectType === 'transfer' ? 'FLOW_OUT' : 'ABANDON' };
};

const exits: Partial<Record<DisconnectType, string>> = {
  transfer: 'TRANSFER',
  client: 'FLOW_DISCONNECT',
  error: 'FLOW_ERROR_DISCONNECT',
};

const startOf = (p: Participant) => p.startTime;
const endOf = (p: Participant) => p.endedAt ?? p.startTime;

type Detail = {
  readonly at: (p: Participant, occurredAt: string) => string;
  readonly more: (context: Context) => object;
};

const details: Readonly<Record<Exclude<Happening['kind'], 'attributes' | 'agent.state'>, Detail>> =
  {
    'customer.start': { at: startOf, more: () => ({}) },
    'customer.end': {
      at: endOf,
      more: (c) => ({
        ...ended(c),
        ...present({ interactingDurationMs: ms(c.p.connectedAt, c.p.endedAt) }),
      }),
    },
    'flow.start': { at: startOf, more: flowOf },
    'flow.end': {
      at: endOf,
      more: (c) => ({
        ...flowOf(c),
        ...ended(c),
        exitReason: exits[c.p.disconnectType ?? 'client'] ?? 'DISCONNECT',
        ...(c.p.disconnectType === 'transfer' ? { transferType: 'ACD' } : {}),
        ...present({ connectedDurationMs: ms(c.p.connectedAt, c.p.endedAt) }),
      }),
    },
    'acd.start': { at: startOf, more: queueOf },
    'acd.end': {
      at: endOf,
      more: (c) => ({
        ...queueOf(c),
        ...ended(c),
        ...outcomeOf(c),
        ...present({
          requestedLanguageId: c.p.routing?.languageId,
          connectedDurationMs: ms(c.p.connectedAt, c.p.endedAt),
        }),
      }),
    },
    'user.start': {
      at: startOf,
      more: ({ p }) => present({ userId: p.userId, queueId: p.queueId }),
    },
    'user.end': {
      at: endOf,
      more: (c) => ({
        ...ended(c),
        ...present({
          userId: c.p.userId,
          queueId: c.p.queueId,
          alertingDurationMs: ms(c.p.alertingAt, c.p.connectedAt ?? c.p.endedAt),
          interactingDurationMs: ms(c.p.connectedAt, c.p.endedAt),
          heldDurationMs: 0,
        }),
      }),
    },
    acw: {
      at: (p, occurredAt) => p.acwEndedAt ?? occurredAt,
      more: (c) => ({ ...wrapupOf(c), ...present({ userId: c.p.userId }) }),
    },
    wrapup: { at: (p, occurredAt) => p.wrapup?.endTime ?? occurredAt, more: wrapupOf },
  };

const sinceOf: Readonly<Record<AgentState, (p: Participant) => string | null>> = {
  ALERT: (p) => p.alertingAt,
  INTERACT: (p) => p.connectedAt,
  MONITORING: (p) => p.connectedAt,
  PARKED: () => null,
  WRAPUP: (p) => p.acwStartedAt,
  TERMINATED: (p) => p.acwEndedAt ?? p.endedAt,
};

/** What was asked of routing for the agent: the entry of the queue says it. */
const askedFor = ({ data, p }: Context) =>
  data.participants.find(({ purpose, queueId }) => purpose === 'acd' && queueId === p.queueId)
    ?.routing;

const agentStateBody = (context: Context, { again }: Happening, occurredAt: string) => {
  const { data, p } = context;
  const state = agentStateOf(p);
  if (state === null) return null;
  const routing = askedFor(context);
  return {
    conversationId: data.conversation.id,
    sessionId: p.communicationId,
    sessionStart: Date.parse(p.startTime),
    currentState: state,
    currentStateStart: Date.parse((again ? null : sinceOf[state](p)) ?? occurredAt),
    originatingDirection: p.direction.toUpperCase(),
    mediaType: 'MESSAGE',
    ...present({
      userId: p.userId,
      queueId: p.queueId,
      requestedLanguageId: routing?.languageId,
      requestedSkillIds: routing?.skillIds,
    }),
  };
};

/** Body of the detail event of one thing that happened; `occurredAt` is the time of the domain event. */
export const detailBody = (
  data: ConversationChanged,
  happening: Happening,
  occurredAt: string,
): Readonly<Record<string, unknown>> | null => {
  const { kind, participantId } = happening;
  const p = data.participants.find(({ id }) => id === participantId);
  if (!p) return null;
  if (kind === 'agent.state') return agentStateBody({ data, p }, happening, occurredAt);
  if (kind === 'attributes')
    return {
      eventTime: Date.parse(occurredAt),
      conversationId: data.conversation.id,
      participantId,
      attributes: { ...p.attributes },
      communications: [{ id: p.communicationId, mediaType: 'MESSAGE' }],
    };
  const { at, more } = details[kind];
  return { ...baseOf(data, p, at(p, occurredAt)), ...more({ data, p }) };
};
