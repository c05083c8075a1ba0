import { createHmac } from 'node:crypto';
import type { GatewayEndpoint } from '@tandem/contract';
import { expect, it } from 'vitest';
import { call, type GatewayWorld, soon, startGatewayWorld } from '../testing/index.ts';
import { followWorkspace, linkOf, openWorkspace, startCopilotChat } from './copilot.fixture.ts';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

const jwt = (claims: object, key: string) => {
  const text = `${part({ alg: 'HS256' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
};

const identitySecret = 'a secret of at least thirty-two characters';
const jwtKey = 'a key of the contact centre with 32+ characters';
const exp = () => Math.floor(Date.now() / 1000) + 600;

/** The customer of a chat signs in on the page: from here on the conversation is of somebody with a name. */
const signIn = async (
  world: GatewayWorld,
  { endpoint, chat }: Awaited<ReturnType<typeof startCopilotChat>>,
) => {
  const { body } = await world.admin<GatewayEndpoint>(`/endpoints/${endpoint.id}`);
  const { name, bot, handover } = body;
  const identity = { kind: 'hs256', settings: { identitySecret } };
  const put = await world.admin(`/endpoints/${endpoint.id}`, {
    ...{ method: 'PUT', body: { name, bot, handover, identity } },
  });
  expect(put.status, JSON.stringify(put.body)).toBe(200);
  const token = jwt({ sub: 'ada@example.com', aud: endpoint.token, exp: exp() }, identitySecret);
  const path = `${chat.base}/v3/directline/conversations/${chat.conversationId}/identity`;
  await expect
    .poll(async () => {
      const signed = await call(path, {
        ...{ method: 'POST', token: chat.token, body: { identity: token } },
      });
      return signed.status;
    })
    .toBe(200);
  const [row] = await world.db.query('select user_id from session where conversation_id = $1', [
    chat.conversationId,
  ]);
  expect(row).toEqual({ user_id: 'ada@example.com' });
};

it('the link of the handover, the page that is open and links of others outlive that the customer signs in', async () => {
  await using world = await startGatewayWorld();
  const talk = await startCopilotChat(world, { jwtKey: { kind: 'insecure', value: jwtKey } });
  const { url, chat, endpoint } = talk;
  const before = (await openWorkspace(world, linkOf(url))).body;
  await signIn(world, talk);
  const search = await call(`${world.main.origin}/copilot/api/knowledge`, {
    ...{ method: 'POST', token: before.token, body: { query: 'parcel' } },
  });
  expect(search.status).toBe(200);
  const page = followWorkspace(world.main.origin, before);
  await chat.say('It is me');
  await expect.poll(() => page.lines().map(({ text }) => text)).toContain('It is me');
  page.close();
  expect((await openWorkspace(world, linkOf(url))).status).toBe(200);
  const open = async (sub: string) => {
    const claims = { sub, sessionId: chat.conversationId, exp: exp() };
    const link = { URLToken: endpoint.token, auth: jwt(claims, jwtKey) };
    return (await openWorkspace(world, link)).status;
  };
  expect([await open('dl_ada'), await open('ada@example.com'), await open('dl_eve')]).toEqual([
    ...[200, 200, 403],
  ]);
  // What was printed for one customer opens nothing for another.
  expect((await openWorkspace(world, { ...linkOf(url), userId: 'ada@example.com' })).status).toBe(
    403,
  );
});

it('a page that is open shows who has signed in, before another word is said', async () => {
  await using world = await startGatewayWorld();
  const talk = await startCopilotChat(world);
  const page = followWorkspace(
    world.main.origin,
    (await openWorkspace(world, linkOf(talk.url))).body,
  );
  await talk.chat.say('Hello');
  await expect.poll(() => page.lines().map(({ text }) => text), soon).toContain('Hello');
  await signIn(world, talk);
  await expect
    .poll(() => page.tile('identity'), soon)
    .toMatchObject({ rows: expect.arrayContaining([{ key: 'verified', value: 'true' }]) });
  page.close();
});
