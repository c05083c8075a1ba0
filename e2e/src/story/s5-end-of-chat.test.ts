import type {
  ApiDestination,
  EventBus,
  EventTrigger,
  Listing,
  PartnerSource,
} from '@tandem/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chat, openChat } from '../halves/chat.ts';
import type { Desk, Named } from '../halves/contact-centre.ts';
import { type OneTandem, startOneTandem } from '../halves/one-tandem.ts';
import type { TestTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';

const eventKey = 'QWxsIHlvdXIgY2hhdHMgYXJlIG92ZXI=';
const topic = 'v2.detail.events.conversation.{id}.customer.end';
const course = ['user.end', 'acw'].map((suffix) => topic.replace('customer.end', suffix));

let one: OneTandem;
let tandem: TestTandem;
let grace: Desk;
let service: Named;

beforeAll(async () => {
  one = await startOneTandem();
  ({ tandem, grace, service } = one);
}, 120_000);
afterAll(() => one?.[Symbol.asyncDispose]());

/** A chat whose handover hears of its end in one way only. */
const chatEndingBy = async (endDetector: string, tried = 0): Promise<Chat> => {
  const settings = { endDetector, eventKey };
  const base = await one.endpoint({ name: `By ${endDetector} ${tried}`, settings });
  return openChat(base, { id: `dl_${endDetector.toLowerCase()}${tried}` });
};

type Hop = { readonly kind: string; readonly summary: string };
const signals = async (chat: Chat): Promise<readonly Hop[]> => {
  const { entities } = await tandem.admin.ok<{ entities: readonly Hop[] }>(
    'GET',
    `/tandem/gateway/conversations/${chat.conversationId}/timeline`,
  );
  return entities.filter(
    ({ kind, summary }) => kind === 'webhook' && summary.startsWith('v2.detail'),
  );
};

const untilHeard = (chat: Chat, suffix: string, least = 1) =>
  until(`word of ${suffix}`, async () => {
    const heard = (await signals(chat)).filter(({ summary }) => summary.endsWith(suffix));
    return heard.length >= least ? heard : null;
  });

/** An agent declines, takes it, gives it back to the queue, takes it again and ends it: only the last ends the handover. */
const liveThrough = async (chat: Chat) => {
  await chat.hears(/demo bot/);
  await chat.say('agent');
  const ringing = await grace.offered();
  await grace.patch(ringing, { state: 'disconnected' });
  const first = await grace.accept();
  await untilHeard(chat, 'user.end');
  expect(await chat.states()).toEqual(['accepted']);
  await grace.say(first, 'Grace here');
  await chat.hears('Grace here');
  await grace.transfer(first, { queueId: service.id });
  await untilHeard(chat, 'user.end', 2);
  expect(await chat.states()).toEqual(['accepted']);
  await grace.patch(first, { wrapupSkipped: true }).catch(() => {});
  const second = await grace.accept();
  await grace.say(second, 'Grace again');
  await chat.hears('Grace again');
  expect(await chat.states()).toEqual(['accepted']);
  const before = (await signals(chat)).length;
  await grace.patch(second, { state: 'disconnected' });
  await grace.patch(second, { wrapupSkipped: true }).catch(() => {});
  // The first word of the end makes the gateway look, and finds it over: what comes behind it is about nothing any more.
  await until('word of the end', async () => (await signals(chat)).length > before);
  await chat.untilStates('accepted', 'completed');
};

describe('the end of a chat', () => {
  it('over EventBridge: event, embedded bus, rule, API destination, gateway', async () => {
    const { admin, org, url } = tandem;
    const base = '/api/v2/integrations';
    const made = await admin.ok<Named>('POST', base, {
      integrationType: { id: 'amazon-eventbridge-source' },
    });
    const config = await admin.ok<object>('GET', `${base}/${made.id}/config/current`);
    await admin.ok('PUT', `${base}/${made.id}/config/current`, {
      ...config,
      properties: {
        ...{ awsAccountId: '012345678901', awsAccountRegion: 'eu-central-1' },
        ...{ eventSourceSuffix: org, eventFilter: [topic, ...course] },
      },
    });
    await admin.ok('PATCH', `${base}/${made.id}`, { intendedState: 'ENABLED' });
    const events = '/tandem/events';
    const source = await until('the partner source', async () => {
      const { entities } = await admin.ok<Listing<PartnerSource>>(
        'GET',
        `${events}/partner-sources`,
      );
      return entities?.find(({ name }) => name.endsWith(`/${org}`)) ?? null;
    });
    const bus = await admin.ok<EventBus>(
      'POST',
      `${events}/partner-sources/${source.id}/associate`,
      {},
    );
    const target = await admin.ok<ApiDestination>('POST', `${events}/api-destinations`, {
      ...{ name: 'service-handover', url: `${url}/handover/genesysCloudOM`, method: 'POST' },
      connection: {
        ...{ kind: 'apiKey', headerName: 'Authorization' },
        secret: { kind: 'insecure', value: eventKey },
      },
    });
    await admin.ok('POST', `${events}/buses/${bus.id}/rules`, {
      name: 'end-of-chat',
      eventPattern: JSON.stringify({
        detail: { eventBody: { mediaType: ['MESSAGE'], messageType: ['OPEN'] } },
      }),
      targets: [{ apiDestinationId: target.id }],
    });
    const chat = await chatEndingBy('eventBridge');
    await liveThrough(chat);
  }, 120_000);

  it('over triggers: event, trigger, automation flow, HTTP Request, gateway', async ({ task }) => {
    const tried = task.result?.retryCount ?? 0;
    const { admin, url } = tandem;
    const variables = ['topicName', 'conversationId', 'disconnectType'].map((name) => ({
      ...{ name, type: 'String', input: true },
    }));
    const tell = {
      ...{ id: 'Tell', type: 'httpRequest', name: 'Tell the gateway' },
      settings: {
        ...{ requestUrl: `${url}/handover/genesysCloudOM`, method: 'POST' },
        ...{
          useAuthenticatedEndpoint: false,
          contentType: 'Application/JSON',
          idempotencyKey: true,
        },
        // Longer than a busy machine takes to answer: the flow tells once.
        responseTimeoutMs: 60_000,
        headers: [{ name: 'Authorization', value: eventKey }],
        body: '{"topic":"{{ topicName }}","conversationId":"{{ conversationId }}","disconnectType":"{{ disconnectType }}"}',
      },
    };
    const flows = '/tandem/gateway/flows';
    const { id } = await admin.ok<Named>('POST', flows, {
      ...{ name: `End of a chat ${tried}`, kind: 'automation' },
      document: {
        ...{
          language: 1,
          kind: 'automation',
          start: 'Tell',
          variables,
          actions: [tell],
          edges: [],
        },
      },
    });
    await admin.ok('POST', `${flows}/${id}/publish`, { labels: ['Live'] });
    for (const topicName of [topic, ...course])
      await admin.ok<EventTrigger>('POST', '/api/v2/processautomation/triggers', {
        ...{ name: topicName, topicName, enabled: true, target: { type: 'Workflow', id } },
        matchCriteria: [
          { jsonPath: 'mediaType', operator: 'Equal', value: 'MESSAGE' },
          { jsonPath: 'messageType', operator: 'Equal', value: 'OPEN' },
        ],
      });
    const chat = await chatEndingBy('trigger', tried);
    await liveThrough(chat);
  }, 120_000);
});
