import { describe, expect, it } from 'vitest';
import {
  chatwootSettings,
  eventually,
  handOverToChatwoot,
  makeEndpoint,
  onItsWay,
  openChat,
  startFakeChatwoot,
  startGatewayWorld,
  stateOf,
} from '../testing/index.ts';

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Hours that are over now. */
const closed = () => {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const [from, to] = [at(60).slice(11, 16), at(62).slice(11, 16)];
  return { timeZone: 'UTC', holidays: [], blocks: days.map((day) => ({ day, from, to })) };
};

/** An endpoint whose contact centre is about to be another one. */
const ready = async () => {
  const world = await startGatewayWorld();
  const [fake, moved] = [await startFakeChatwoot(), await startFakeChatwoot()];
  const own = { kind: 'chatwoot', settings: chatwootSettings(fake) };
  const endpoint = await makeEndpoint(world, own);
  const path = `/endpoints/${endpoint.id}`;
  fake.state.webhookUrl = `${world.main.origin}/handover/chatwoot/${endpoint.id}`;
  const settings = { ...own.settings, chatwootUrl: moved.origin };
  const move = async (handover: object | null = { ...own, settings }) => {
    const body = { name: endpoint.name, bot: { kind: 'demo' }, handover };
    const { status } = await world.admin(`${path}?running=end`, { method: 'PUT', body });
    expect(status).toBe(200);
  };
  /** A customer who has left a message that the contact centre does not take. */
  const leave = async () => {
    const body = { options: { onFail: 'message' }, hours: closed() };
    expect((await world.admin(`${path}/handling`, { method: 'PUT', body })).status).toBe(200);
    const chat = await openChat(endpoint.base);
    await chat.say('agent');
    await eventually(async () => expect((await chat.texts()).at(-1)).toContain('leave a message'));
    fake.state.down = true;
    await chat.say('Please call my doctor');
    await eventually(async () => expect(await onItsWay(world)).toHaveLength(1));
    return chat;
  };
  const dispose = async () => {
    for (const one of [world, fake, moved]) await one[Symbol.asyncDispose]();
  };
  return { world, fake, moved, endpoint, move, leave, [Symbol.asyncDispose]: dispose };
};

describe('an endpoint that moves while something is on its way', () => {
  it('lets the bot answer nobody who has left', async () => {
    await using site = await ready();
    const { world, fake, moved, endpoint, move } = site;
    const chat = await openChat(endpoint.base);
    await handOverToChatwoot(world, fake, chat);
    fake.state.down = true;
    await chat.say('my card is 1234, please');
    await chat.post({ type: 'endOfConversation' });
    await eventually(async () => expect((await stateOf(world, chat))?.end_reason).toBe('user'));
    const before = await chat.texts();
    await move();
    await eventually(async () => expect(await onItsWay(world)).toEqual([]));
    await world.main.gateway.lanes.drained();
    expect(await chat.texts()).toEqual(before);
    expect((await stateOf(world, chat))?.end_reason).toBe('user');
    expect(moved.requests).toEqual([]);
  });

  it('takes a message that was left along to the new place', async () => {
    await using site = await ready();
    const { world, moved, move, leave } = site;
    const chat = await leave();
    await move();
    await eventually(async () => {
      const said = moved.state.conversations.flatMap(({ messages }) => messages);
      expect(JSON.stringify(said)).toContain('Please call my doctor');
    });
    expect(await stateOf(world, chat)).toEqual({ state: 'completed', end_reason: 'message' });
    expect(moved.state.conversations).toHaveLength(1);
  });

  it('takes it along although the customer is with agents again by then', async () => {
    await using site = await ready();
    const { world, endpoint, moved, move, leave } = site;
    const chat = await leave();
    await move();
    const handling = `/endpoints/${endpoint.id}/handling`;
    const open = await world.admin(handling, { method: 'PUT', body: { options: {}, hours: null } });
    expect(open.status).toBe(200);
    await chat.say('agent');
    await eventually(async () => expect((await stateOf(world, chat))?.state).toBe('requested'));
    await eventually(async () => {
      const said = moved.state.conversations.flatMap(({ messages }) => messages);
      expect(JSON.stringify(said)).toContain('Please call my doctor');
    });
    await eventually(async () => expect(await onItsWay(world)).toEqual([]));
    const rows = await world.db.query<{ open: number }>(
      `select count(*)::int as open from handover h join session s on s.id = h.session
       where s.conversation_id = $1 and h.ended_at is null`,
      [chat.conversationId],
    );
    expect(rows).toEqual([{ open: 1 }]);
  });

  it('tells the customer where there is no new place for what was left', async () => {
    await using site = await ready();
    const { world, move, leave } = site;
    const chat = await leave();
    await move(null);
    await eventually(async () =>
      expect((await chat.texts()).at(-1)).toMatch(/could not be passed/),
    );
    await eventually(async () => expect(await onItsWay(world)).toEqual([]));
  });
});
