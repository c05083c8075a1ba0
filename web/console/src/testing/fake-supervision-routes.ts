import type { FakeState, Row } from './fake-data.ts';
import { type FakeRoutes, found } from './fake-http.ts';

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

const figures = { waiting: 0, longestWaitSeconds: null, interacting: 0, onQueue: 1 };

const conversation = (id: string, name: string | null, more: object): Row => ({
  id: `${id}-0000-4000-8000-000000000000`,
  customer: { id, name },
  queue: { id: 'queue-Support', name: 'Support' },
  agent: null,
  stage: 'waiting',
  since: ago(50),
  waitsSince: ago(50),
  customerParticipantId: `customer-${id}`,
  agentParticipantId: null,
  ...more,
});

/** What supervisors see and do; deeds are remembered. */
export function supervisionRoutes(state: FakeState, deeds: string[] = []): FakeRoutes {
  const berk = { id: state.users[1]?.id ?? '', name: 'Berk Demir' };
  let conversations = [
    conversation('waiting1', 'Selin Kaya', {}),
    conversation('active12', null, {
      ...{ stage: 'active', agent: berk, agentParticipantId: 'agent-active', waitsSince: ago(16) },
    }),
    conversation('parked12', 'Deniz', {
      ...{ stage: 'parked', agent: berk, agentParticipantId: 'agent-parked', waitsSince: null },
    }),
  ];
  const reassignments = new Map<string, unknown>();
  const participant =
    '/api/v2/conversations/messages/{conversationId}/participants/{participantId}';
  return {
    'GET /tandem/supervision': () =>
      found({
        at: new Date().toISOString(),
        queues: state.queues.map(({ id, name }, index) => ({
          ...{ id, name, ...figures, targetMs: 20_000, targetShare: 0.8 },
          ...(index === 0 ? { waiting: 1, longestWaitSeconds: 50, interacting: 1 } : {}),
        })),
        conversations,
        total: conversations.length,
        agents: [
          {
            ...berk,
            status: 'INTERACTING',
            since: ago(90),
            active: 2,
            capacity: 4,
            queueIds: [],
            afterCallWork: 1,
          },
          {
            ...{ id: state.users[2]?.id, name: 'Clara Vogt', status: 'NOT_RESPONDING' },
            ...{ since: ago(30), active: 0, capacity: 4, queueIds: [], afterCallWork: 0 },
          },
          {
            ...{ id: state.users[3]?.id ?? 'dana', name: 'Dana Frei', status: 'INTERACTING' },
            ...{ since: ago(20), active: 1, capacity: 4, queueIds: [], afterCallWork: 1 },
          },
        ],
      }),
    'POST /api/v2/conversations/{conversationId}/assign': ({ params, body }) => {
      deeds.push(`assign ${params['conversationId']?.slice(0, 8)} ${body['id']}`);
      return { status: 202, body: params['conversationId'] };
    },
    'POST /api/v2/conversations/{conversationId}/disconnect': ({ params }) => {
      deeds.push(`end ${params['conversationId']?.slice(0, 8)}`);
      conversations = conversations.filter(({ id }) => id !== params['conversationId']);
      return { status: 202, body: params['conversationId'] };
    },
    [`POST ${participant}/replace`]: ({ params, body }) => {
      deeds.push(`replace ${params['participantId']} ${body['userId']}`);
      return { status: 202 };
    },
    [`POST ${participant}/monitor`]: ({ params }) => {
      deeds.push(`monitor ${params['participantId']}`);
      return { status: 201 };
    },
    'GET /tandem/queues/{queueId}/reassignment': ({ params }) =>
      found(reassignments.get(params['queueId'] ?? '') ?? { onSignOut: false }),
    'PUT /tandem/queues/{queueId}/reassignment': ({ params, body }) => {
      reassignments.set(params['queueId'] ?? '', body);
      return found(body);
    },
  };
}
