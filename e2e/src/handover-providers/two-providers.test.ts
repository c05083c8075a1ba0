import { describe, expect, it } from 'vitest';
import { openChat } from '../halves/chat.ts';
import { addGatewayClient, setUpContactCentre, startDesk } from '../halves/contact-centre.ts';
import type { Api } from '../harness/api.ts';
import { startTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';
import { startChatwoot } from './chatwoot-stand-in.ts';

const webhookSecret = 'the secret of two providers';
const providers = '/tandem/gateway/handover-providers';

const act = (id: string, type: string, settings: object) => ({ id, type, name: id, settings });

/** First our own contact centre, then the other one. */
const document = {
  ...{ language: 1, kind: 'bot', start: 'Ask', variables: [{ name: 'topic', type: 'String' }] },
  actions: [
    act('Ask', 'ask', { text: 'What is it about?', variable: 'topic' }),
    act('Own', 'handOverToAgent', { provider: 'Own centre', queue: 'Service' }),
    act('Again', 'ask', { text: 'Anything for the others?', variable: 'topic' }),
    act('Other', 'handOverToAgent', { provider: 'The others' }),
    act('Bye', 'say', { text: 'Goodbye!' }),
  ],
  edges: [
    ['Ask', 'next', 'Own'],
    ['Own', 'next', 'Again'],
    ['Again', 'next', 'Other'],
    ['Other', 'next', 'Bye'],
  ].map(([from, outlet, to]) => ({ from, outlet, to })),
};

const makeProvider = (admin: Api, name: string, kind: string, settings: object) =>
  admin.ok<{ id: string; webhookUrl: string }>('POST', providers, { name, kind, settings });

const publish = async (admin: Api) => {
  const flows = '/tandem/gateway/flows';
  const { id } = await admin.ok<{ id: string }>('POST', flows, {
    ...{ name: 'Two desks', kind: 'bot', document },
  });
  await admin.ok('POST', `${flows}/${id}/publish`, { labels: ['Live'] });
  return id;
};

describe('a flow with two handovers to two providers', () => {
  it('goes to our own contact centre, comes back, and goes to Chatwoot', async () => {
    await using tandem = await startTandem({ TANDEM_EGRESS_ALLOW: '127.0.0.1' });
    await using chatwoot = await startChatwoot();
    const { admin, url } = tandem;
    const webhookUrl = `${url}/handover/genesysCloudOM`;
    const centre = await setUpContactCentre(admin, { webhookUrl, webhookSecret });
    const client = await addGatewayClient(admin, { name: 'Bot side' });
    const own = await makeProvider(admin, 'Own centre', 'genesys-cloud-open-messaging', {
      ...{ host: url, deploymentName: centre.integration.name, webhookSecret, ...client },
    });
    expect(own.webhookUrl).toBe(webhookUrl);
    const tested = await admin.ok<{ checks: { check: string; state: string }[] }>(
      ...(['POST', `${providers}/${own.id}/test`] as const),
    );
    expect(tested.checks.filter(({ state }) => state === 'failed')).toEqual([]);
    const others = await makeProvider(admin, 'The others', 'chatwoot', chatwoot.settings);
    const desk = await startDesk(admin, { name: 'Grace', queues: [centre.service] });
    const flow = await publish(admin);
    const { token } = await admin.ok<{ token: string }>('POST', '/tandem/gateway/endpoints', {
      ...{ name: 'Shop', bot: { kind: 'flow', settings: { flow, label: 'Live' } } },
    });
    const chat = await openChat(`${url}/endpoints/${token}`, { id: 'ada', name: 'Ada' });
    await chat.hears('What is it about?');
    await chat.say('a lamp');
    const offer = await desk.accept();
    await desk.say(offer, 'Hello, Grace here');
    await chat.hears('Hello, Grace here');
    await desk.patch(offer, { state: 'disconnected' });
    await chat.hears('Anything for the others?');
    await chat.say('yes');
    const there = await until('a conversation in Chatwoot', () => chatwoot.conversations[0]);
    await until('the transcript', () => there.messages.some(({ incoming }) => !incoming));
    expect(there.messages[0]?.content).toContain('Hello, Grace here');
    await chat.say('still dark');
    await until('the word of the customer', () =>
      there.messages.some(({ content, incoming }) => incoming && content === 'still dark'),
    );
    await chatwoot.say(others.webhookUrl, there, 'Joan will mend it');
    expect((await chat.hears('Joan will mend it')).from?.name).toBe('Joan');
    await chatwoot.resolve(others.webhookUrl, there);
    await chat.hears('Goodbye!');
    const refused = await admin.call('DELETE', `${providers}/${own.id}`);
    expect(refused.status).toBe(409);
    expect(JSON.stringify(refused.body)).toContain('Two desks');
  }, 120_000);
});
