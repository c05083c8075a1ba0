import { createHmac } from 'node:crypto';
import { systemIds } from '@tandem/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../harness/waiting.ts';
import { openChat } from './chat.ts';
import { addGatewayClient, type Desk, startDesk } from './contact-centre.ts';
import { openForeignChat } from './foreign-chat.ts';
import { startTwoHalves, type TwoHalves, webhookSecret } from './two-halves.ts';

let halves: TwoHalves;
let anna: Desk;
let ben: Desk;
beforeAll(async () => {
  halves = await startTwoHalves();
  const { centre, platform } = halves;
  anna = await startDesk(platform.admin, { name: 'Anna', queues: [centre.sales] });
  ben = await startDesk(platform.admin, { name: 'Ben', queues: [centre.service] });
});
afterAll(() => halves[Symbol.asyncDispose]());

const customerOf = async (desk: Desk, conversation: string) =>
  (await desk.conversation(conversation)).participants.findLast(
    ({ purpose }) => purpose === 'customer',
  );

/** The agent closes and is done with it. */
const close = async (desk: Desk, offer: Awaited<ReturnType<Desk['accept']>>) => {
  await desk.patch(offer, { state: 'disconnected' });
  await desk.patch(offer, { wrapupSkipped: true });
};

describe('the halves alone', () => {
  it('have each their own administrator and organisation', async () => {
    const orgOf = async (admin: TwoHalves['gateway']['admin']) =>
      (await admin.ok<{ id: string; name: string }>('GET', '/api/v2/organizations/me')).name;
    expect(await orgOf(halves.gateway.admin)).toBe('The gateway');
    expect(await orgOf(halves.platform.admin)).toBe('The platform');
    const foreign = await halves.platform.admin.call('GET', '/api/v2/users/me', {
      headers: { authorization: `Bearer ${halves.gateway.admin.token}` },
    });
    expect(foreign.status).toBe(401);
  });

  it('serve only their own side', async () => {
    const queues = await halves.gateway.admin.call('GET', '/api/v2/routing/queues');
    expect([404, 501]).toContain(queues.status);
    const endpoints = await halves.platform.admin.call('GET', '/tandem/gateway/endpoints');
    expect(endpoints.status).toBe(404);
  });

  it('make no triggers, which would start flows of the other half, and say so', async () => {
    const { admin } = halves.platform;
    const made = await admin.call('POST', '/api/v2/processautomation/triggers', {
      body: {
        ...{ name: 'End of a chat', enabled: true },
        topicName: 'v2.detail.events.conversation.{id}.customer.end',
        target: { type: 'Workflow', id: systemIds.uuid() },
      },
    });
    expect(made).toMatchObject({
      status: 501,
      body: { message: expect.stringContaining('TANDEM_HALVES') },
    });
    expect(await admin.ok<object>('GET', '/api/v2/processautomation/triggers')).toMatchObject({
      entities: [],
    });
  });

  it('test their connection with the minimum role', async () => {
    const { endpoint } = await halves.endpoint({ name: 'Tested', queue: 'Sales' });
    expect(endpoint.webhookUrl).toBe(`${halves.gateway.process.url}/handover/genesysCloudOM`);
    const { checks } = await halves.gateway.admin.ok<{
      checks: { check: string; state: string; message: string }[];
    }>('POST', `/tandem/gateway/endpoints/${endpoint.id}/test`, {});
    expect(checks.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(checks.map(({ check }) => check)).toContain('credentials');
  });
});

describe('the five minutes', () => {
  it('bot, handover, agent, both directions, end and back to the bot', async () => {
    const { base } = await halves.endpoint({ name: 'Shop', queue: 'Sales' });
    const chat = await openChat(base, { id: 'dl_ada', name: 'Ada Lovelace' });
    await chat.hears(/demo bot/);
    await chat.say('Where is order 4711?');
    await chat.hears(/^Order 4711: /);
    await chat.say('agent');
    await chat.hears('One moment please, I am getting a colleague.');
    const offer = await anna.accept();
    const [transcript] = await anna.texts(offer.conversation);
    expect(transcript).toContain('Where is order 4711?');
    expect((await customerOf(anna, offer.conversation))?.name ?? '').not.toContain('Ada');
    await anna.say(offer, 'Anna here, how can I help?');
    const heard = await chat.hears('Anna here, how can I help?');
    expect(heard.from?.name).toBe('Anna');
    await chat.say('It is late.');
    await until('the answer at the desk', async () =>
      (await anna.texts(offer.conversation)).includes('It is late.'),
    );
    expect(await chat.states()).toEqual(['accepted']);
    await close(anna, offer);
    await chat.untilStates('accepted', 'completed');
    await chat.hears('You are back with the demo bot. Is there anything else?');
    await chat.say('What are your opening hours?');
    await chat.hears('We are open Monday to Friday from 8:00 to 18:00.');
    const after = await anna.texts(offer.conversation);
    expect(after.filter((text) => /opening hours/.test(text))).toEqual([]);
  });

  it('run on the client of the Bot Framework, too', async () => {
    const { base } = await halves.endpoint({ name: 'Foreign', queue: 'Sales' });
    using chat = await openForeignChat(base, 'dl_foreign');
    await chat.hears(/demo bot/);
    const id = await chat.say('agent');
    expect(id).toMatch(/^\S+$/);
    const offer = await anna.accept();
    await anna.say(offer, 'Hello from another world');
    await chat.hears('Hello from another world');
    await chat.say('Hello back');
    await until('the answer at the desk', async () =>
      (await anna.texts(offer.conversation)).includes('Hello back'),
    );
    await close(anna, offer);
    await chat.hears('You are back with the demo bot. Is there anything else?');
    const handoffs = chat.received.filter(
      (activity) => activity.type === 'event' && activity.name === 'handoff.status',
    );
    expect(
      handoffs.map((activity) => (activity as { value?: { state: string } }).value?.state),
    ).toEqual(['accepted', 'completed']);
    const ids = chat.received.map((activity) => activity.id).filter((each) => each !== undefined);
    expect(new Set(ids).size).toBe(ids.length);
    expect(chat.statuses).toEqual(['Uninitialized', 'Connecting', 'Online']);
  });

  it('two endpoints with different queues reach two queues over one flow, by name and by id', async () => {
    const { centre } = halves;
    const named = await halves.endpoint({
      name: 'By name',
      queue: 'Service',
      settings: { customAttributes: { tier: 'gold' }, language: 'English' },
    });
    const chat = await openChat(named.base, { id: 'dl_named' });
    await chat.say('agent');
    const atBen = await ben.accept();
    expect((await customerOf(ben, atBen.conversation))?.attributes).toMatchObject({
      queueId: 'Service',
      tier: 'gold',
      myLanguage: 'English',
    });
    const byId = await halves.endpoint({ name: 'By id', queue: centre.sales.id });
    const other = await openChat(byId.base, { id: 'dl_id' });
    await other.say('agent');
    const atAnna = await anna.accept();
    expect(atAnna.conversation).not.toBe(atBen.conversation);
    expect((await customerOf(anna, atAnna.conversation))?.attributes).toMatchObject({
      queueId: centre.sales.id,
    });
    await close(anna, atAnna);
    await close(ben, atBen);
    await chat.untilStates('accepted', 'completed');
    await other.untilStates('accepted', 'completed');
  });

  it('shows the profile to the agent only when that is switched on', async () => {
    const { base } = await halves.endpoint({
      name: 'With profile',
      queue: 'Sales',
      settings: { sendProfile: true },
    });
    const chat = await openChat(base, { id: 'dl_grace', name: 'Grace Hopper' });
    await chat.say('agent');
    const offer = await anna.accept();
    expect((await customerOf(anna, offer.conversation))?.name).toContain('Grace');
    await close(anna, offer);
    await chat.untilStates('accepted', 'completed');
  });
});

describe('while an agent has the conversation', () => {
  it('neither declining nor transferring ends it', async () => {
    const { centre } = halves;
    const { base } = await halves.endpoint({ name: 'Moving', queue: 'Sales' });
    const chat = await openChat(base, { id: 'dl_moving' });
    await chat.say('agent');
    const offer = await anna.accept();
    await anna.say(offer, 'I hand you to a colleague.');
    await chat.hears('I hand you to a colleague.');
    await anna.transfer(offer, { queueId: centre.service.id });
    const declined = await ben.offered();
    await ben.patch(declined, { state: 'disconnected' });
    await anna.patch(offer, { wrapupSkipped: true });
    expect(await chat.states()).toEqual(['accepted']);
    await ben.api.ok('PUT', `/api/v2/users/${ben.userId}/routingstatus`, { status: 'IDLE' });
    await halves.platform.admin.ok('POST', `/api/v2/routing/queues/${centre.service.id}/members`, [
      { id: anna.userId },
    ]);
    const again = await anna.accept();
    expect(again.conversation).toBe(offer.conversation);
    await anna.say(again, 'Here I am again.');
    await chat.hears('Here I am again.');
    expect(await chat.states()).toEqual(['accepted']);
    await close(anna, again);
    await chat.untilStates('accepted', 'completed');
    await halves.platform.admin.ok(
      'POST',
      `/api/v2/routing/queues/${centre.service.id}/members?delete=true`,
      [{ id: anna.userId }],
    );
  });

  it('webhooks that come twice or late are shown once, and forged ones not at all', async () => {
    const { base, endpoint } = await halves.endpoint({ name: 'Hooks', queue: 'Sales' });
    const chat = await openChat(base, { id: 'dl_hooks' });
    await chat.say('agent');
    const offer = await anna.accept();
    const sent = await anna.say(offer, 'First');
    await chat.hears('First');
    const conversation = await anna.api.ok<{ address: string }>(
      'GET',
      `/api/v2/conversations/${offer.conversation}`,
    );
    const bodyOf = (id: string, text: string, time: string) =>
      JSON.stringify({
        id,
        type: 'Text',
        text,
        direction: 'Outbound',
        originatingEntity: 'Human',
        conversationId: offer.conversation,
        channel: {
          id: halves.centre.integration.id,
          platform: 'Open',
          type: 'Private',
          messageId: id,
          to: { id: conversation.address, idType: 'Opaque' },
          from: { nickname: 'Web chat', id: halves.centre.integration.id, idType: 'Opaque' },
          time,
        },
      });
    const deliver = async (body: string, secret = webhookSecret) => {
      const signature = createHmac('sha256', secret).update(body).digest('base64');
      const response = await fetch(endpoint.webhookUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-hub-signature-256': `sha256=${signature}`,
        },
        body,
      });
      return response.status;
    };
    const later = bodyOf(systemIds.hex32(), 'Later', '2026-06-01T12:00:02.000Z');
    const earlier = bodyOf(systemIds.hex32(), 'Earlier', '2026-06-01T12:00:01.000Z');
    const replayed = bodyOf(sent.id, 'First', '2026-06-01T12:00:00.000Z');
    for (const body of [later, replayed, earlier, later, earlier])
      expect(await deliver(body)).toBe(200);
    const forged = bodyOf(systemIds.hex32(), 'Forged', '2026-06-01T12:00:03.000Z');
    expect([401, 403]).toContain(await deliver(forged, 'another secret of nobody'));
    await anna.say(offer, 'Last');
    await chat.hears('Last');
    const fromAgent = (await chat.heard()).filter((text) =>
      ['First', 'Later', 'Earlier', 'Forged', 'Last'].includes(text),
    );
    expect(fromAgent.toSorted()).toEqual(['Earlier', 'First', 'Last', 'Later']);
    await close(anna, offer);
    await chat.untilStates('accepted', 'completed');
  });
});

describe('a second handover', () => {
  it('within the threading window goes on in the conversation, and late ends of the first do not end it', async () => {
    const { base } = await halves.endpoint({ name: 'Again', queue: 'Sales' });
    const chat = await openChat(base, { id: 'dl_again' });
    await chat.say('agent');
    const first = await anna.accept();
    await anna.say(first, 'First time');
    await chat.hears('First time');
    await anna.patch(first, { state: 'disconnected' });
    await chat.untilStates('accepted', 'completed');
    await chat.say('agent');
    // The agent's after-call work of the first ends only now: its events come late.
    await anna.patch(first, { wrapupSkipped: true });
    const second = await anna.accept();
    expect(second.conversation).toBe(first.conversation);
    expect(second.participant).not.toBe(first.participant);
    await anna.say(second, 'Second time');
    await chat.hears('Second time');
    await chat.untilStates('accepted', 'completed', 'accepted');
    await chat.say('Still there?');
    await until('the question at the desk', async () =>
      (await anna.texts(second.conversation)).includes('Still there?'),
    );
    await close(anna, second);
    await chat.untilStates('accepted', 'completed', 'accepted', 'completed');
  });

  it('outside the threading window is a conversation of its own', async () => {
    const timeline = '/api/v2/conversations/messaging/threadingtimeline';
    await halves.platform.admin.ok('PUT', timeline, {
      settings: [{ messengerType: 'open', timeoutInMinutes: 0 }],
    });
    const { base } = await halves.endpoint({ name: 'Anew', queue: 'Sales' });
    const chat = await openChat(base, { id: 'dl_anew' });
    await chat.say('agent');
    const first = await anna.accept();
    await close(anna, first);
    await chat.untilStates('accepted', 'completed');
    await chat.say('agent');
    const second = await anna.accept();
    expect(second.conversation).not.toBe(first.conversation);
    await anna.say(second, 'A new conversation');
    await chat.hears('A new conversation');
    await close(anna, second);
    await chat.untilStates('accepted', 'completed', 'accepted', 'completed');
  });
});

describe('a customer who leaves', () => {
  it('is told to the agent in words where disconnecting is not permitted', async () => {
    const { base } = await halves.endpoint({ name: 'Leaving', queue: 'Sales' });
    const chat = await openChat(base, { id: 'dl_leaving' });
    await chat.say('agent');
    const offer = await anna.accept();
    await chat.post({ type: 'endOfConversation' });
    await until('the words at the desk', async () =>
      (await anna.texts(offer.conversation)).includes('User left the conversation'),
    );
    expect((await customerOf(anna, offer.conversation))?.state).toBe('connected');
    await close(anna, offer);
  });

  it('disconnects where that is permitted', async () => {
    const permitted = await addGatewayClient(halves.platform.admin, {
      name: 'Bot side that disconnects',
      further: ['conversation:communication:disconnect'],
    });
    const { base } = await halves.endpoint({
      name: 'Disconnecting',
      queue: 'Sales',
      settings: permitted,
    });
    const chat = await openChat(base, { id: 'dl_disconnecting' });
    await chat.say('agent');
    const offer = await anna.accept();
    await chat.post({ type: 'endOfConversation' });
    await until('the end at the desk', async () => {
      const customer = await customerOf(anna, offer.conversation);
      return customer?.state === 'disconnected';
    });
    expect(await anna.texts(offer.conversation)).not.toContain('User left the conversation');
  });
});
