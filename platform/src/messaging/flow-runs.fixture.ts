import { inboundMessagesOperations } from '@tandem/contract';
import type { CallEffect, CallOrigin, FlowCalls, FlowDocument, FlowInput } from '@tandem/flows';
import { createListener, createTestClock, silentLog, systemIds } from '@tandem/kit';
import { createLanes, type Lanes } from '@tandem/lanes';
import { createMessaging, inputQueue, type MessagingDeps } from './index.ts';
import { type MessagingFixture, message } from './messaging.fixture.ts';

type Action = FlowDocument['actions'][number];

export const action = (id: string, type: string, settings: Action['settings'] = {}): Action => ({
  id,
  type,
  name: id,
  settings,
});

export const say = (id: string, text: string) => action(id, 'sendResponse', { text });

/** A flow of actions one after the other by `next`, with further edges. */
export const flowOf = (
  actions: readonly Action[],
  more: Partial<Pick<FlowDocument, 'variables' | 'onError'>> & {
    readonly edges?: FlowDocument['edges'];
  } = {},
): FlowDocument => ({
  language: 1,
  kind: 'inboundMessage',
  variables: more.variables ?? [],
  start: actions[0]?.id ?? null,
  ...(more.onError ? { onError: more.onError } : {}),
  actions,
  edges: [
    ...(more.edges ?? []),
    ...actions.slice(1).flatMap((to, index) => {
      const from = actions[index] as Action;
      const named = more.edges?.some((edge) => edge.from === from.id && edge.outlet === 'next');
      return named || from.type === 'condition'
        ? []
        : [{ from: from.id, outlet: 'next', to: to.id }];
    }),
  ],
});

export const response = (body: unknown, status = 200): FlowInput => ({
  kind: 'httpResponse',
  response: { status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) },
});

export type FakeCall = { readonly effect: CallEffect; readonly origin: CallOrigin };

/** Calls that are answered by the test. */
export const fakeCalls = (
  answer: (call: FakeCall, signal: AbortSignal) => FlowInput | Promise<FlowInput>,
) => {
  const made: FakeCall[] = [];
  const forgotten: string[] = [];
  const calls: FlowCalls = {
    async perform(effect, origin, { signal }) {
      made.push({ effect, origin });
      return answer({ effect, origin }, signal);
    },
    forget: ({ run }) => void forgotten.push(run),
  };
  return { calls, made, forgotten };
};

/** A promise that the test keeps. */
export const later = <T>() => Promise.withResolvers<T>();

/** Talks as one customer and reads what the flow answers. */
export const talk = (m: MessagingFixture, integration: string, customer = 'ada') => {
  let count = 0;
  const send = async (text: string) => {
    count += 1;
    return m.send(integration, message(text, { messageId: `${customer} ${count}` }, customer));
  };
  return {
    send,
    async say(text: string) {
      const sent = await send(text);
      await m.settle();
      return sent;
    },
    async choose(text: string, payload: string) {
      count += 1;
      const { channel } = message(text, { messageId: `${customer} ${count}` }, customer);
      await m.call(
        inboundMessagesOperations.postConversationsMessageInboundOpenStructuredResponse,
        {
          params: { integrationId: integration },
          body: {
            channel,
            buttonResponse: { type: 'QuickReply', text, payload },
            originatingMessageId: 'any',
          },
        },
      );
      await m.settle();
    },
    heard: () =>
      m.webhooks
        .filter(({ json }) => (json['channel'] as { to: { id: string } }).to.id === customer)
        .map(({ json }) => json['text']),
  };
};

export const request = (id: string, settings: Action['settings'] = {}) =>
  action(id, 'httpRequest', {
    useAuthenticatedEndpoint: false,
    requestUrl: 'https://api.example/users',
    method: 'GET',
    ...settings,
  });

/**
 * Another node on the same database, some time later: leases of the first have run out by its clock, and it takes its
 * partitions over. The first does not know of it yet.
 */
export const takeOver = async (m: MessagingFixture, options: Partial<MessagingDeps> = {}) => {
  const { db, deps } = m;
  const clock = createTestClock(new Date(m.clock.now().getTime() + 60_000));
  const listener = await createListener({
    ...{ connection: db.connection, schema: db.schema, clock, log: silentLog },
  });
  const late: { lanes: Lanes | null } = { lanes: null };
  const messaging = createMessaging({
    ...deps,
    clock,
    owns: (part) => late.lanes?.owns(part) ?? null,
    inDoubt: () => late.lanes?.inDoubt() ?? false,
    committed: (work) => late.lanes?.committed(work),
    ...options,
  });
  const lanes = createLanes({
    ...{ db, listener, clock, ids: systemIds, log: silentLog, nodeId: 'second' },
    queues: messaging.queues,
    timerQueue: inputQueue,
    leaseTime: 'node',
  });
  late.lanes = lanes;
  await lanes.start();
  return {
    clock,
    lanes,
    messaging,
    async settle() {
      await messaging.flush();
      await clock.advance(1_100);
      await lanes.drained();
    },
    async stop() {
      messaging.stop();
      await lanes.stop();
      await listener.close();
    },
  };
};
