import type { Ids } from '@tandem/kit';
import { type Answer, takeChoice, takeMessage, takeSignal } from './fake-genesys.inbound.ts';
import type { FakeClient, FakeConversation, FakeState } from './fake-genesys.model.ts';

export type ApiContext = {
  readonly state: FakeState;
  readonly ids: Ids;
  readonly client: FakeClient;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly threading: () => boolean;
  readonly feed: {
    readonly open: () => { id: string; connectUri: string };
    readonly subscribe: (channel: string, topics: readonly string[]) => void;
    readonly replace: (channel: string, topics: readonly string[]) => void;
    readonly sizeWith: (channel: string, topics: readonly string[]) => number;
    readonly emit: (conversation: FakeConversation, suffix: string) => void;
  };
};

const notFound: Answer = {
  status: 404,
  body: { message: 'The requested resource was not found.', code: 'not.found', status: 404 },
};
const forbidden = (permission: string): Answer => ({
  status: 403,
  body: { message: `missing ${permission}`, code: 'missing.permissions', status: 403 },
});

const listing = (entities: readonly unknown[], { query }: ApiContext): Answer => {
  const pageSize = Number(query.get('pageSize') ?? 25);
  const pageNumber = Number(query.get('pageNumber') ?? 1);
  const start = (pageNumber - 1) * pageSize;
  return {
    status: 200,
    body: {
      entities: entities.slice(start, start + pageSize),
      pageSize,
      pageNumber,
      total: entities.length,
      pageCount: Math.ceil(entities.length / pageSize),
    },
  };
};

/** Participants as a view shows them: one that was brought by the last word may be missing, its words stand elsewhere. */
const shownOf = (state: FakeState, { participants }: FakeConversation) => {
  const customers = participants.filter(({ purpose }) => purpose === 'customer');
  const isLate = state.lateViews > 0 && customers.length > 1;
  if (isLate) state.lateViews -= 1;
  const [before, last] = customers.slice(-2);
  const hidden = isLate ? last?.id : undefined;
  const from = participants.findIndex(({ id }) => id === hidden);
  return {
    shown: from < 0 ? participants : participants.slice(0, from),
    holderOf: (participant: string | undefined) =>
      participant === hidden ? before?.id : participant,
  };
};

const messageView = (conversation: FakeConversation, state: FakeState) => {
  const { shown, holderOf } = shownOf(state, conversation);
  const showsEnds = state.lateEnds === 0;
  if (!showsEnds) state.lateEnds -= 1;
  return {
    id: conversation.id,
    participants: shown.map((participant) => ({
      ...participant,
      state: showsEnds ? participant.state : 'connected',
      messages: state.inbound
        .filter(({ participantId }) => holderOf(participantId) === participant.id)
        .map(({ id: messageId, time: messageTime }) => ({ messageId, messageTime })),
    })),
  };
};

const readMessage: Route['run'] = ({ state }, [, id = '']) => {
  const said = state.inbound.find((one) => one.id === id);
  const body = said
    ? { id, direction: 'inbound', providerMessageId: said.messageId, textBody: said.text }
    : state.messages.get(id);
  return body ? { status: 200, body } : notFound;
};

const analyticsView = ({ id: conversationId, participants }: FakeConversation) => ({
  conversationId,
  participants: participants.map(({ id, purpose, name, state, ...times }) => ({
    participantId: id,
    purpose,
    participantName: name,
    sessions: [
      {
        mediaType: 'message',
        segments: [
          {
            segmentType: purpose === 'agent' && !times.connectedTime ? 'alert' : 'interact',
            segmentStart: '2026-01-01T00:00:00.000Z',
            ...(state === 'disconnected'
              ? { segmentEnd: '2026-01-01T00:01:00.000Z', disconnectType: times.disconnectType }
              : {}),
          },
        ],
      },
    ],
  })),
});

const disconnect = (context: ApiContext, conversation: FakeConversation): Answer => {
  if ((context.body as { state?: unknown })?.state !== 'disconnected') {
    context.state.violations.push('PATCH without state disconnected');
    return { status: 400 };
  }
  if (context.state.failedEnds > 0) {
    context.state.failedEnds -= 1;
    return { status: 503 };
  }
  for (const participant of conversation.participants)
    if (participant.state !== 'disconnected') {
      participant.state = 'disconnected';
      participant.disconnectType = 'peer';
    }
  context.feed.emit(conversation, 'customer.end');
  return { status: 200, body: messageView(conversation, context.state) };
};

type Route = {
  readonly method: string;
  readonly path: RegExp;
  readonly permission?: string;
  readonly run: (context: ApiContext, ids: readonly string[]) => Answer;
};

const inbound =
  (kind: 'message' | 'event' | 'receipt' | 'structured/response'): Route['run'] =>
  (context, [integrationId]) => {
    const { state, ids, body, threading } = context;
    const integration = state.integrations.find(({ id }) => id === integrationId);
    if (!integration) return notFound;
    const failure = state.failures.shift();
    if (failure) return { status: failure, body: { status: failure } };
    if (kind === 'structured/response')
      return takeChoice(state, ids, { integration, body, threading: threading() });
    if (kind !== 'message') return takeSignal(state, kind, body);
    return takeMessage(state, ids, { integration, body, threading: threading() });
  };

const withConversation =
  (run: (context: ApiContext, conversation: FakeConversation) => Answer): Route['run'] =>
  (context, [id]) => {
    const conversation = context.state.conversations.get(id ?? '');
    return conversation ? run(context, conversation) : notFound;
  };

const permissionOfTopic = (topic: string) =>
  topic.startsWith('v2.routing.queues.')
    ? 'conversation:communication:view'
    : 'analytics:conversationDetail:view';

const subscribe =
  (replace: boolean): Route['run'] =>
  ({ feed, body, client, state }, [channel = '']) => {
    const topics = (body as { id: string }[]).map(({ id }) => id);
    const permitted = topics.filter((topic) => client.permissions.has(permissionOfTopic(topic)));
    const size = replace ? new Set(permitted).size : feed.sizeWith(channel, permitted);
    if (size > 1000) {
      state.violations.push(`${size} topics in one channel`);
      return { status: 400 };
    }
    (replace ? feed.replace : feed.subscribe)(channel, permitted);
    const entities = topics.map((id) => ({
      id,
      state: permitted.includes(id) ? 'Permitted' : 'Rejected',
    }));
    return { status: 200, body: { entities } };
  };

type Asked = {
  readonly filter: {
    readonly predicates: { readonly dimension: string; readonly value: string }[];
  };
  readonly metrics: readonly string[];
};

const observe: Route['run'] = ({ state, body }) => {
  const { filter, metrics } = body as Asked;
  const queueId = filter.predicates.find(({ dimension }) => dimension === 'queueId')?.value;
  if (metrics.includes('oOnQueueUsers')) {
    const data = Object.entries(state.onQueue).map(([qualifier, count]) => ({
      metric: 'oOnQueueUsers',
      qualifier,
      stats: { count },
    }));
    return { status: 200, body: { results: [{ group: { queueId }, data }] } };
  }
  const waiting = state.waiting.filter((each) => each.queueId === queueId);
  const observations = waiting.slice(0, state.mostObservations).map((each) => ({
    conversationId: each.conversationId,
    observationDate: each.since.toISOString(),
    routingPriority: each.priority,
  }));
  const truncated = observations.length < waiting.length;
  const data = [{ metric: 'oWaiting', stats: { count: waiting.length }, truncated, observations }];
  return { status: 200, body: { results: [{ group: { queueId, mediaType: 'message' }, data }] } };
};

const uuid = '([0-9a-f-]{36})';
const api = '/api/v2';

const routes: readonly Route[] = [
  ...(['message', 'event', 'receipt', 'structured/response'] as const).map((kind) => ({
    method: 'POST',
    path: new RegExp(`^${api}/conversations/messages/${uuid}/inbound/open/${kind}$`),
    permission: 'conversation:message:receive',
    run: inbound(kind),
  })),
  {
    method: 'GET',
    path: new RegExp(`^${api}/conversations/messaging/integrations/open$`),
    permission: 'messaging:integration:view',
    run: (context) =>
      listing(
        context.state.integrations.map(({ id, name, webhookUrl }) => ({
          id,
          name,
          outboundNotificationWebhookUrl: webhookUrl,
        })),
        context,
      ),
  },
  {
    method: 'GET',
    path: new RegExp(`^${api}/routing/message/recipients/${uuid}$`),
    permission: 'routing:message:manage',
    run: ({ state }, [id = '']) => {
      const found = state.integrations.find((one) => one.id === id);
      if (!found) return notFound;
      const flow = found.isFlowless ? {} : { flow: { id: 'flow' } };
      return { status: 200, body: { id, name: found.name, ...flow } };
    },
  },
  {
    method: 'GET',
    path: new RegExp(`^${api}/routing/queues$`),
    permission: 'routing:queue:view',
    run: (context) => {
      const name = context.query.get('name');
      const found = context.state.queues.filter((queue) => name === null || queue.name === name);
      return listing(found, context);
    },
  },
  {
    method: 'GET',
    path: new RegExp(`^${api}/routing/queues/${uuid}$`),
    permission: 'routing:queue:view',
    run: ({ state }, [id]) => {
      const queue = state.queues.find((candidate) => candidate.id === id);
      return queue ? { status: 200, body: queue } : notFound;
    },
  },
  {
    method: 'GET',
    path: new RegExp(`^${api}/routing/queues/${uuid}/estimatedwaittime$`),
    permission: 'routing:queue:view',
    run: ({ state }) => ({
      status: 200,
      body: {
        results:
          state.estimatedWaitSeconds === null
            ? []
            : [{ estimatedWaitTimeSeconds: state.estimatedWaitSeconds }],
      },
    }),
  },
  {
    method: 'GET',
    path: new RegExp(`^${api}/conversations/messages/${uuid}$`),
    run: withConversation(({ state }, conversation) =>
      state.analyticsOnly
        ? forbidden('conversation:message:view')
        : { status: 200, body: messageView(conversation, state) },
    ),
  },
  {
    method: 'GET',
    path: new RegExp(`^${api}/analytics/conversations/${uuid}/details$`),
    permission: 'analytics:conversationDetail:view',
    run: withConversation((_context, conversation) => ({
      status: 200,
      body: analyticsView(conversation),
    })),
  },
  {
    method: 'GET',
    path: new RegExp(`^${api}/conversations/messages/${uuid}/messages/([^/]+)$`),
    permission: 'conversation:message:view',
    run: readMessage,
  },
  {
    method: 'PATCH',
    path: new RegExp(`^${api}/conversations/messages/${uuid}$`),
    permission: 'conversation:communication:disconnect',
    run: withConversation(disconnect),
  },
  {
    method: 'POST',
    path: new RegExp(`^${api}/notifications/channels$`),
    run: ({ feed }) => ({ status: 200, body: { ...feed.open(), expires: '2030-01-01T00:00:00Z' } }),
  },
  ...(['POST', 'PUT'] as const).map((method) => ({
    method,
    path: new RegExp(`^${api}/notifications/channels/([\\w-]+)/subscriptions$`),
    run: subscribe(method === 'PUT'),
  })),
  {
    method: 'GET',
    path: new RegExp(`^${api}/routing/queues/${uuid}/members$`),
    permission: 'routing:queue:view',
    run: ({ state, query }) => {
      const wanted = query.getAll('routingStatus');
      const counts = Object.entries(state.onQueue).map(([name, n]) =>
        wanted.includes(name) ? n : 0,
      );
      const entities = wanted.length > 0 ? [] : state.members;
      const total = counts.reduce((sum, n) => sum + n, 0) || entities.length;
      return { status: 200, body: { entities, total } };
    },
  },
  {
    method: 'POST',
    path: new RegExp(`^${api}/analytics/queues/observations/query$`),
    permission: 'analytics:queueObservation:view',
    run: observe,
  },
];

/** Answers one request of the Platform API; a path that does not exist is a violation. */
export const answerApi = (context: ApiContext, method: string, path: string): Answer => {
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (!match) continue;
    const { permission } = route;
    if (permission && !context.client.permissions.has(permission)) return forbidden(permission);
    return route.run(context, match.slice(1));
  }
  context.state.violations.push(`no such operation: ${method} ${path}`);
  return notFound;
};
