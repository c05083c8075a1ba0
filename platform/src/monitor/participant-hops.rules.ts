import type { Participant } from '../conversations/index.ts';
import { type Hop, rank } from './hop.ts';

type Names = { readonly queue: (id: string) => string };

const quoted = (name: string | null): string => (name ? `"${name}"` : '');

type Moment = Pick<Hop, 'kind' | 'summary' | 'rank'> & {
  readonly what: string;
  readonly at: string | null;
  readonly ok?: boolean;
  readonly detail?: Readonly<Record<string, unknown>>;
};

const ended = ({ endedAt, disconnectType }: Participant, moment: Omit<Moment, 'what' | 'at'>) => ({
  ...moment,
  what: 'end',
  at: endedAt,
  summary: `${moment.summary}${disconnectType ? ` (${disconnectType})` : ''}`,
  ok: disconnectType !== 'error' && disconnectType !== 'transfer.noanswer',
  detail: { disconnectType },
});

const ofCustomer = (p: Participant): Moment[] => [
  {
    what: 'start',
    at: p.startTime,
    kind: 'state',
    summary: 'Customer joined',
    rank: rank.customerStart,
    detail: { attributes: p.attributes },
  },
  ended(p, { kind: 'state', summary: 'Customer left', rank: rank.customerEnd }),
];

const ofFlow = (p: Participant): Moment[] => {
  const name = `Flow ${quoted(p.name)}`;
  return [
    {
      what: 'start',
      at: p.startTime,
      kind: 'flow',
      summary: `${name} started`,
      rank: rank.flowStart,
      detail: { flow: p.flow },
    },
    ended(p, { kind: 'flow', summary: `${name} ended`, rank: rank.leave }),
  ];
};

const ofQueue = (p: Participant, { queue }: Names): Moment[] => {
  const name = `queue ${quoted(p.queueId && queue(p.queueId))}`;
  return [
    {
      what: 'start',
      at: p.startTime,
      kind: 'routing',
      summary: `Waits in ${name}`,
      rank: rank.queueStart,
      detail: { routing: p.routing },
    },
    ended(p, { kind: 'routing', summary: `Left ${name}`, rank: rank.queueEnd }),
  ];
};

const ofAgent = (p: Participant): Moment[] => {
  const name = p.name ?? 'Agent';
  return [
    {
      what: 'start',
      at: p.alertingAt ?? p.startTime,
      kind: 'routing',
      summary: p.initialState === 'alerting' ? `Offered to ${name}` : `${name} joined`,
      rank: rank.offer,
      detail: { userId: p.userId, queueId: p.queueId },
    },
    {
      what: 'connected',
      at: p.initialState === 'alerting' ? p.connectedAt : null,
      kind: 'routing',
      summary: `${name} accepted`,
      rank: rank.accept,
    },
    ended(p, { kind: 'routing', summary: `${name} left`, rank: rank.leave }),
    {
      what: 'wrapup',
      at: p.wrapup?.provisional ? null : (p.wrapup?.endTime ?? null),
      kind: 'state',
      summary: `${name} wrapped up ${quoted(p.wrapup?.name ?? p.wrapup?.code ?? null)}`,
      rank: rank.wrapup,
      detail: { wrapup: p.wrapup },
    },
    {
      what: 'acw',
      at: p.acwEndedAt,
      kind: 'state',
      summary: `${name} finished after-call work`,
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
