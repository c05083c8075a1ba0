import type { GatewayConversation, GatewayEndpoint } from '@tandem/contract';
import { type TestFolder, testFolder } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChat } from '../halves/chat.ts';
import {
  addGatewayClient,
  type Desk,
  setUpContactCentre,
  startDesk,
} from '../halves/contact-centre.ts';
import type { Api } from '../harness/api.ts';
import { launchOn, powerCut } from '../harness/lasting-process.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { until } from '../harness/waiting.ts';

const webhookSecret = 'the secret of the options';

let folder: TestFolder;
let server: ServerProcess;
let admin: Api;
let desk: Desk;
let endpoint: GatewayEndpoint;

const baseOf = () => `${server.url}/endpoints/${endpoint.token}`;

const setHandling = (options: object, hours: object | null) =>
  admin.ok('PUT', `/tandem/gateway/endpoints/${endpoint.id}/handling`, { options, hours });

beforeAll(async () => {
  folder = await testFolder({ on: 'disk' });
  ({ server, admin } = await launchOn(folder.path));
  const webhookUrl = `${server.url}/handover/genesysCloudOM`;
  const centre = await setUpContactCentre(admin, { webhookUrl, webhookSecret });
  const client = await addGatewayClient(admin, { name: 'Bot side' });
  desk = await startDesk(admin, { name: 'Grace', queues: [centre.service] });
  endpoint = await admin.ok<GatewayEndpoint>('POST', '/tandem/gateway/endpoints', {
    name: 'Shop',
    bot: { kind: 'demo' },
    handover: {
      kind: 'genesys-cloud-open-messaging',
      settings: {
        ...{ host: server.url, deploymentName: centre.integration.name, webhookSecret },
        ...{ queue: 'Service', ...client },
      },
    },
  });
}, 120_000);
afterAll(async () => {
  await server?.stop();
  await folder?.[Symbol.asyncDispose]();
});

const conversationOf = (id: string) =>
  admin.ok<GatewayConversation>('GET', `/tandem/gateway/conversations/${id}`);

describe('a handover that goes as the endpoint wishes, on a running Tandem', () => {
  it('out of hours a message is left over a power cut, and the agent who finds it answers', async () => {
    const never = { timeZone: 'Europe/Berlin', blocks: [], holidays: [] };
    await setHandling({ closedText: 'We are closed.', onFail: 'message', askEmail: true }, never);
    const chat = await openChat(baseOf(), { id: 'dl_ada', name: 'Ada' });
    await chat.say('agent');
    await chat.hears('We are closed.');
    await chat.say('My lamp blinks, card 4111 1111 1111 1111');
    await chat.hears(/e-mail address/);
    ({ server, admin } = await powerCut(folder.path, server));
    await chat.say('ada@example.com');
    await chat.hears('Thank you. An agent will get back to you.');
    const offer = await desk.accept();
    const texts = (await desk.texts(offer.conversation)).join('\n');
    expect(texts).toContain('My lamp blinks');
    expect(texts).toContain('ada@example.com');
    expect(texts).not.toContain('4111 1111');
    await desk.say(offer, 'Try the other bulb.');
    expect((await chat.hears('Try the other bulb.')).from).toMatchObject({ name: 'Grace' });
    const [joined] = await chat.events('tandem.agent');
    expect(joined?.value).toEqual({ state: 'joined', agent: { name: 'Grace' } });
    await chat.say('It works!');
    await until('the agent reads it', async () =>
      (await desk.texts(offer.conversation)).find((text) => text === 'It works!'),
    );
    await desk.patch(offer, { state: 'disconnected' });
    await until('the handover is over', async () => {
      const { owner, handovers } = await conversationOf(chat.conversationId);
      return owner === 'bot' && handovers.length === 3 ? handovers : undefined;
    });
    const { handovers } = await conversationOf(chat.conversationId);
    expect(handovers.map(({ endReason }) => endReason)).toEqual(['closed', 'message', 'agent']);
  }, 120_000);

  it('texts are said, and a survey is answered once', async () => {
    await setHandling(
      { acceptedText: 'One moment.', activeText: 'You talk with {agent}.', survey: true },
      null,
    );
    const chat = await openChat(baseOf(), { id: 'dl_joan', name: 'Joan' });
    await chat.say('agent');
    await chat.hears('One moment.');
    const offer = await desk.accept();
    await desk.say(offer, 'Hello Joan');
    await chat.hears('You talk with Grace.');
    await desk.patch(offer, { state: 'disconnected' });
    const [survey] = await until('the survey', async () => {
      const asked = await chat.events('tandem.survey');
      return asked.length > 0 ? asked : undefined;
    });
    const id = (survey?.value as { id: string } | undefined)?.id;
    for (const score of [5, 1])
      await chat.post({ type: 'event', name: 'tandem.survey.answer', value: { id, score } });
    const { handovers } = await conversationOf(chat.conversationId);
    expect(handovers).toMatchObject([{ survey: { score: 5, comment: null } }]);
  }, 60_000);
});
