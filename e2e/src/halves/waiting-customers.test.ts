import { createHmac } from 'node:crypto';
import { directLineEvents } from '@tandem/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../harness/waiting.ts';
import { type Chat, openChat } from './chat.ts';
import { addGatewayClient, type Named, startDesk } from './contact-centre.ts';
import { startTwoHalves, type TwoHalves, webhookSecret } from './two-halves.ts';

let halves: TwoHalves;
let client: Awaited<ReturnType<typeof addGatewayClient>>;
beforeAll(async () => {
  halves = await startTwoHalves();
  client = await addGatewayClient(halves.platform.admin, {
    name: 'Bot side with figures',
    further: [
      'routing:queue:view',
      'conversation:communication:view',
      'conversation:communication:disconnect',
      'analytics:queueObservation:view',
    ],
  });
});
afterAll(() => halves[Symbol.asyncDispose]());

const placesOf = async (chat: Chat) =>
  (await chat.events(directLineEvents.queueUpdate)).flatMap(
    ({ value }) => (value as { position?: number }).position ?? [],
  );
const untilPlace = (chat: Chat, place: number) =>
  until(`place ${place}`, async () => (await placesOf(chat)).at(-1) === place, {
    withinMs: 20_000,
  });

const handOver = async (base: string, id: string) => {
  const chat = await openChat(base, { id });
  await chat.say('agent');
  await chat.untilStates('accepted');
  return chat;
};

describe('customers who wait', () => {
  it('see their place, by priority, and see it change when others are answered, leave or come back', async () => {
    const { centre, platform } = halves;
    const { base } = await halves.endpoint({ name: 'Places', queue: 'Sales', settings: client });
    const first = await handOver(base, 'dl_first');
    await untilPlace(first, 1);
    const second = await handOver(base, 'dl_second');
    await untilPlace(second, 2);
    const third = await handOver(base, 'dl_third');
    await untilPlace(third, 3);
    expect(await placesOf(first)).toEqual([1]);

    await second.post({ type: 'endOfConversation' });
    await untilPlace(third, 2);

    const anna = await startDesk(platform.admin, { name: 'Anna', queues: [centre.sales] });
    const offer = await anna.accept();
    await anna.say(offer, 'Here I am');
    await first.hears('Here I am');
    // Nobody is before the third any more: it rings at her, too, and still waits.
    await until('ringing', async () => {
      const last = (await third.events(directLineEvents.queueUpdate)).at(-1)?.value;
      return (last as { status?: string } | undefined)?.status === 'offered';
    });
    expect(await placesOf(first)).toEqual([1]);

    // A transfer puts the conversation into another queue: it is first there.
    await anna.transfer(offer, { queueId: centre.service.id });
    await until('place in the other queue', async () => (await placesOf(first)).join() === '1,1');
    expect(await third.states()).toEqual(['accepted']);
    for (const chat of [first, third]) {
      await chat.post({ type: 'endOfConversation' });
      await chat.untilStates('accepted', 'completed');
    }
  }, 120_000);

  it('are not told a place that the client may not know', async () => {
    const { base } = await halves.endpoint({ name: 'Minimum', queue: 'Service' });
    const chat = await handOver(base, 'dl_minimum');
    await until('the handover is queued', async () => {
      const { entities } = await halves.platform.admin.ok<{ entities: unknown[] }>(
        'GET',
        '/api/v2/routing/queues?name=Service',
      );
      return entities.length === 1;
    });
    expect(await placesOf(chat)).toEqual([]);
  });

  it('stay with the bot when nobody is on queue and the endpoint asks first', async () => {
    const settings = { ...client, checkAvailability: true };
    const { base } = await halves.endpoint({ name: 'Checked', queue: 'Service', settings });
    const chat = await openChat(base, { id: 'dl_checked' });
    await chat.say('agent');
    await chat.untilStates('accepted', 'failed');
    await chat.hears(/nobody can take over/);
    const { centre, platform } = halves;
    const ben = await startDesk(platform.admin, { name: 'Ben', queues: [centre.service] });
    await chat.say('agent');
    await chat.untilStates('accepted', 'failed', 'accepted');
    expect(ben.userId).toMatch(/-/);
  });
});

describe('customers who need somebody with a skill', () => {
  it('stay with the bot while only others are on queue, and reach who has it', async () => {
    const { admin } = halves.platform;
    const make = (path: string, body: object) => admin.ok<Named>('POST', path, body);
    const queue = await make('/api/v2/routing/queues', { name: 'Chess club' });
    const skill = await make('/api/v2/routing/skills', { name: 'Chess' });
    const home = await admin.ok<Named>('GET', '/api/v2/authorization/divisions/home');
    const away = { name: 'Away', email: 'away@centre.example', divisionId: home.id };
    const { id } = await make('/api/v2/users', away);
    const learns = (userId: string) =>
      make(`/api/v2/users/${userId}/routingskills`, { id: skill.id, proficiency: 3 });
    await admin.ok('POST', `/api/v2/routing/queues/${queue.id}/members`, [{ id }]);
    await learns(id);
    const emil = await startDesk(admin, { name: 'Emil', queues: [queue] });
    const settings = { ...client, checkAvailability: true, skills: ['chess'] };
    const { base } = await halves.endpoint({ name: 'Skilled', queue: queue.name, settings });
    const chat = await openChat(base, { id: 'dl_skilled' });
    await chat.say('agent');
    await chat.untilStates('accepted', 'failed');
    await learns(emil.userId);
    await chat.say('agent');
    await chat.untilStates('accepted', 'failed', 'accepted');
  });
});

describe('an agent who accepts and writes nothing', () => {
  it.each([
    ['ends at once', 0],
    ['ends when the customer has seen who came', 1],
  ])(
    'had the conversation: %s',
    async (what, joins) => {
      const { platform, gateway } = halves;
      const queue = await platform.admin.ok<Named>('POST', '/api/v2/routing/queues', {
        name: `Silent ${joins}`,
        acwSettings: { wrapupPrompt: 'OPTIONAL' },
      });
      const silent = { name: `Silent, ${what}`, queue: queue.name, settings: client };
      const { endpoint, base } = await halves.endpoint(silent);
      const chat = await handOver(base, `dl_silent_${joins}`);
      const dora = await startDesk(platform.admin, { name: `Dora${joins}`, queues: [queue] });
      const offer = await dora.accept();
      if (joins > 0)
        await until('the agent is shown', async () =>
          (await chat.events(directLineEvents.agent)).some(
            ({ value }) => (value as { state?: string }).state === 'joined',
          ),
        );
      await dora.patch(offer, { state: 'disconnected' });
      await chat.untilStates('accepted', 'completed');
      await chat.hears(/back with the demo bot/);
      expect((await chat.heard()).join()).not.toContain('nobody can take over');
      const { entities } = await gateway.admin.ok<{ entities: unknown[] }>(
        'GET',
        `/tandem/gateway/conversations?endpointId=${endpoint.id}`,
      );
      expect(entities).toMatchObject([
        { handovers: [{ state: 'completed', endReason: 'agent', agentName: `Dora${joins}` }] },
      ]);
    },
    60_000,
  );
});

describe('buttons of the contact centre', () => {
  it('come back to the desk as what was chosen', async () => {
    const { centre, gateway, platform } = halves;
    const queue = await platform.admin.ok<Named>('POST', '/api/v2/routing/queues', {
      name: 'Buttons',
      acwSettings: { wrapupPrompt: 'OPTIONAL' },
    });
    const settings = client;
    const { base } = await halves.endpoint({ name: 'Buttons', queue: queue.name, settings });
    const chat = await handOver(base, 'dl_buttons');
    const carl = await startDesk(platform.admin, { name: 'Carl', queues: [queue] });
    const offer = await carl.accept();
    const id = 'f'.repeat(32);
    const body = JSON.stringify({
      id,
      channel: {
        id: centre.integration.id,
        platform: 'Open',
        type: 'Private',
        messageId: id,
        to: { id: chat.conversationId, idType: 'Opaque' },
        from: { nickname: 'Web chat', id: centre.integration.id, idType: 'Opaque' },
        time: new Date(0).toISOString(),
      },
      type: 'Structured',
      text: 'Was that all?',
      content: [
        {
          contentType: 'QuickReply',
          quickReply: { text: 'Yes, thanks', payload: 'done', action: 'Message' },
        },
      ],
      direction: 'Outbound',
      originatingEntity: 'Bot',
    });
    const mac = createHmac('sha256', webhookSecret).update(body).digest('base64');
    const delivered = await fetch(`${gateway.process.url}/handover/genesysCloudOM`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${mac}` },
      body,
    });
    expect(delivered.status).toBe(200);
    const shown = await chat.hears('Was that all?');
    expect(shown.suggestedActions?.actions).toMatchObject([{ title: 'Yes, thanks' }]);
    await chat.post({ type: 'message', text: 'Yes, thanks', value: 'done' });
    await until('the choice at the desk', async () =>
      (await carl.texts(offer.conversation)).includes('QuickReply Yes, thanks (done)'),
    );
  }, 120_000);
});
