import type {
  GatewayEndpoint,
  StartedHandover,
  StartHandoverRequest,
  UtteranceReply,
} from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { botConnectorKind } from '../handover/index.ts';
import {
  call,
  eventually,
  openChat,
  orgA,
  orgB,
  rasaToken,
  startFakeRasa,
  startServedWorld,
  untilCompleted,
  untilState,
} from '../testing/index.ts';

type World = Awaited<ReturnType<typeof startServedWorld>>;
type Answer = StartedHandover & { readonly code?: string };

const start = (
  world: World,
  conversationId: string,
  { body = {}, org = orgA }: { readonly body?: StartHandoverRequest; readonly org?: string } = {},
) =>
  call<Answer>(`${world.main.origin}/tandem/gateway/conversations/${conversationId}/handovers`, {
    ...{ method: 'POST', body, token: `${org}|gateway:handover:add` },
  });

describe('a handover that is begun from outside of the conversation', () => {
  it('calls agents with what was said so far, and the bot goes on afterwards', async () => {
    await using world = await startServedWorld();
    const { fake } = world;
    const endpoint = await world.endpoint();
    const chat = await openChat(endpoint.base);
    await chat.say('My parcel is late');
    await world.main.gateway.lanes.drained();
    const body = { reason: 'Sounds angry', summary: 'A parcel is late' };
    expect(await start(world, chat.conversationId, { body })).toMatchObject({
      status: 201,
      body: { conversationId: chat.conversationId, ordinal: 1, state: 'requested' },
    });
    expect(await start(world, chat.conversationId)).toMatchObject({
      ...{ status: 409, body: { code: 'gateway.conversation.handover.open' } },
    });
    // The timeline tells who has called them.
    expect(await world.db.query(`select detail from hop where summary = 'called'`)).toEqual([
      { detail: { client: expect.any(String) } },
    ]);
    await untilState(chat, 'accepted');
    await eventually(async () => {
      const told = fake.textsOf(chat.conversationId).join('\n');
      for (const words of ['Sounds angry', 'A parcel is late', 'My parcel is late'])
        expect(told).toContain(words);
    });
    const before = (await chat.texts()).length;
    await chat.say('Anybody there?');
    await world.main.gateway.lanes.drained();
    // The bot is silent.
    expect((await chat.texts()).length).toBe(before + 1);
    fake.finish(fake.conversationOf(chat.conversationId));
    await untilCompleted(world, chat);
    await chat.say('Hello again');
    await eventually(async () => expect((await chat.texts()).length).toBeGreaterThan(before + 2));
    expect(await start(world, chat.conversationId)).toMatchObject({ body: { ordinal: 2 } });
  });

  it('is begun once when two ask for it at the same time', async () => {
    await using world = await startServedWorld();
    const chat = await openChat((await world.endpoint()).base);
    const answers = await Promise.all([1, 2].map(() => start(world, chat.conversationId)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await world.db.query('select ordinal from handover')).toEqual([{ ordinal: 1 }]);
  });

  it('tells agents once what the bot has not answered, though the chat has told more since', async () => {
    await using world = await startServedWorld();
    const { fake } = world;
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    await using rasa = await startFakeRasa(async () => {
      await held;
      return { body: [{ text: 'Too late' }] };
    });
    const settings = { rasaUrl: rasa.origin, rasaToken };
    const endpoint = await world.endpoint({ bot: { kind: 'rasa', settings } });
    const chat = await openChat(endpoint.base);
    await chat.say('Where is my parcel?');
    await chat.post({ type: 'event', name: 'pageSeen', from: { id: 'me' } });
    expect(await start(world, chat.conversationId)).toMatchObject({ status: 201 });
    release();
    await world.main.gateway.lanes.drained();
    await untilState(chat, 'accepted');
    await eventually(async () => {
      const told = fake.textsOf(chat.conversationId).join('\n');
      expect(told.split('Where is my parcel?')).toHaveLength(2);
    });
    expect(await chat.texts()).not.toContain('Too late');
  });

  it('is refused where the flow that calls the bot is the one to hand over to', async () => {
    await using world = await startServedWorld();
    const verifyToken = 'verify-token-of-the-tests';
    const handover = { kind: botConnectorKind, settings: { verifyToken } };
    const body = { name: 'Called', bot: { kind: 'demo' }, handover };
    const { body: made } = await world.admin<GatewayEndpoint>('/endpoints', {
      ...{ method: 'POST', body },
    });
    const said = (text: string) =>
      call<UtteranceReply>(String(made.webhookUrl), {
        ...{ method: 'POST', headers: { 'verify-token': verifyToken } },
        body: {
          ...{ botId: 'demo', botVersion: '1', botSessionId: 'session-1', languageCode: 'en-us' },
          ...{ genesysConversationId: 'conversation-1', inputMessage: { type: 'Text', text } },
        },
      });
    await said('Hello');
    const [session] = await world.db.query<{ id: string }>(
      'select conversation_id as id from session',
    );
    expect(await start(world, String(session?.id))).toMatchObject({
      ...{ status: 409, body: { code: 'gateway.conversation.handover.none' } },
    });
    const { replymessages } = (await said('What are your opening hours?')).body;
    expect(replymessages).toHaveLength(1);
  });

  it('goes by the endpoint where something is left empty', async () => {
    await using world = await startServedWorld();
    const chat = await openChat((await world.endpoint()).base);
    const body = { reason: ' ', summary: ' ', queue: '', language: ' ', skills: ['', ' vip '] };
    expect(await start(world, chat.conversationId, { body })).toMatchObject({ status: 201 });
    const [row] = await world.db.query<{ request: object }>('select request from handover');
    expect(row?.request).toMatchObject({
      ...{ reason: null, queue: null, language: null, skills: ['vip'] },
    });
    expect(row?.request).not.toHaveProperty('summary');
  });

  it('is begun with a customer who left and has pressed a button since', async () => {
    await using world = await startServedWorld();
    const chat = await openChat((await world.endpoint()).base);
    await chat.post({ type: 'endOfConversation', from: { id: 'me' } });
    await chat.post({ type: 'event', name: 'postback', value: 'hours', from: { id: 'me' } });
    await world.main.gateway.lanes.drained();
    expect(await start(world, chat.conversationId)).toMatchObject({ status: 201 });
  });

  it('is refused to others, without a provider, and when the customer has left', async () => {
    await using world = await startServedWorld();
    const endpoint = await world.endpoint();
    const chat = await openChat(endpoint.base);
    expect((await start(world, chat.conversationId, { org: orgB })).status).toBe(404);
    expect((await start(world, 'nonsense')).status).toBe(404);
    const path = `${world.main.origin}/tandem/gateway/conversations/${chat.conversationId}/handovers`;
    const viewer = { method: 'POST', body: {}, token: `${orgA}|gateway:conversation:view` };
    expect((await call(path, viewer)).status).toBe(403);
    await chat.post({ type: 'endOfConversation', from: { id: 'me' } });
    expect(await start(world, chat.conversationId)).toMatchObject({
      ...{ status: 409, body: { code: 'gateway.conversation.left' } },
    });
    await chat.say('I am back');
    await world.main.gateway.lanes.drained();
    const said = await chat.texts();
    const hours = { timeZone: 'UTC', holidays: [], blocks: [] };
    const handling = { options: {}, hours };
    const saved = await world.admin(`/endpoints/${endpoint.id}/handling`, {
      ...{ method: 'PUT', body: handling },
    });
    expect(saved.status).toBe(200);
    expect(await start(world, chat.conversationId)).toMatchObject({
      ...{ status: 409, body: { code: 'gateway.conversation.closed' } },
    });
    expect(await chat.texts()).toEqual(said);
    const change = { name: 'Chat', bot: { kind: 'demo' }, handover: null };
    await world.admin(`/endpoints/${endpoint.id}`, { method: 'PUT', body: change });
    expect(await start(world, chat.conversationId)).toMatchObject({
      ...{ status: 409, body: { code: 'gateway.conversation.handover.none' } },
    });
    expect(await world.db.query('select 1 from handover')).toEqual([]);
  });
});
