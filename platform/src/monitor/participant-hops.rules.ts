import type { Participant } from '../conversations/index.ts';
import { type Hop, rank } from './hop.ts';
import { say } from './hop-words.ts';

type Names = { readonly queue: (id: string) => string };

const quoted = (name: string | null): string => (name ? `"${name}"` : '');

type Moment = Pick<Hop, 'kind' | 'summary' | 'says' | 'rank'> & {
  readonly what: string;
  readonly at: string | null;
  readonly ok?: boolean;
  readonly detail?: Readonly<Record<string, unknown>>;
};

type End = Pick<Hop, 'kind' | 'rank'> & {
  readonly code: Parameters<typeof say>[0];
  readonly params?: Parameters<typeof say>[1];
};

const ended = ({ endedAt, disconnectType }: Participant, { code, params, ...moment }: End) => ({
  ...moment,
  ...say(code, { ...params, ...(disconnectType ? { why: disconnectType } : {}) }),
  what: 'end',
  at: endedAt,
  ok: disconnectType !== 'error' && disconnectType !== 'transfer.noanswer',
  detail: { disconnectType },
});

const untaken: Partial<Record<NonNullable<Participant['disconnectType']>, End['code']>> = {
  client: 'agentDeclined',
  'transfer.noanswer': 'agentMissed',
};

/** An offer that was not taken is told as that: its agent never had the conversation. */
const agentEnded = (p: Participant, name: string): Moment => {
  const left = ended(p, { kind: 'routing', code: 'agentLeft', params: { name }, rank: rank.leave });
  const code = p.connectedAt === null && p.disconnectType ? untaken[p.disconnectType] : undefined;
  return code ? { ...left, ...say(code, { name }) } : left;
};

const ofCustomer = (p: Participant): Moment[] => [
  {
    what: 'start',
    at: p.startTime,
    kind: 'state',
    ...say('customerJoined'),
    rank: rank.customerStart,
    detail: { attributes: p.attributes },
  },
  ended(p, { kind: 'state', code: 'customerLeft', rank: rank.customerEnd }),
];

const ofFlow = (p: Participant): Moment[] => {
  const name = quoted(p.name);
  return [
    {
      what: 'start',
      at: p.startTime,
      kind: 'flow',
      ...say('flowStarted', { name }),
      rank: rank.flowStart,
      detail: { flow: p.flow },
    },
    ended(p, { kind: 'flow', code: 'flowEnded', params: { name }, rank: rank.leave }),
  ];
};

const ofQueue = (p: Participant, { queue }: Names): Moment[] => {
  const name = quoted(p.queueId && queue(p.queueId));
  return [
    {
      what: 'start',
      at: p.startTime,
      kind: 'routing',
      ...say('queueEntered', { name }),
      rank: rank.queueStart,
      detail: { routing: p.routing },
    },
    ended(p, { kind: 'routing', code: 'queueLeft', params: { name }, rank: rank.queueEnd }),
  ];
};

const ofAgent = (p: Participant): Moment[] => {
  const name = p.name ?? 'Agent';
  return [
    {
      what: 'start',
      at: p.alertingAt ?? p.startTime,
      kind: 'routing',
      ...say(p.initialState === 'alerting' ? 'agentOffered' : 'agentJoined', { name }),
      rank: rank.offer,
      detail: { userId: p.userId, queueId: p.queueId },
    },
    {
      what: 'connected',
      at: p.initialState === 'alerting' ? p.connectedAt : null,
      kind: 'routing',
      ...say('agentAccepted', { name }),
      rank: rank.accept,
    },
    agentEnded(p, name),
    {
      what: 'wrapup',
      at: p.wrapup?.provisional ? null : (p.wrapup?.endTime ?? null),
      kind: 'state',
      ...say('agentWrappedUp', {
        name,
        code: quoted(p.wrapup?.name ?? p.wrapup?.code ?? null),
      }),
      rank: rank.wrapup,
      detail: { wrapup: p.wrapup },
    },
    {
      what: 'acw',
      at: p.acwEndedAt,
      kind: 'state',
      ...say('agentFinished', { name }),
      rank: rank.wrapup,
    },
  ];
};

const momentsOf = (p: Participant, names: Names): Moment[] => {
  if (p.purpose === 'customer') return ofCustomer(p);
  if (p.purpose === 'workflow') return ofFlow(p);
  if (p.purpose === 'acd') return ofQueue(p, names);
  return p.purpose === 'agent' ? ofAgent(p) : [];
};

/** When participants joined, were connected and left: the flow, the waiting and the agents of a conversation. */
export const participantHops = (participants: readonly Participant[], names: Names): Hop[] =>
  participants.flatMap((participant) =>
    momentsOf(participant, names).flatMap(({ what, at, ok = true, detail = {}, ...moment }) =>
      at === null
        ? []
        : [
            {
              ...moment,
              id: `${participant.id}-${what}`,
              at,
              ok,
              detail: { participantId: participant.id, ...detail },
            },
          ],
    ),
  );
