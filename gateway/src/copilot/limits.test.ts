import { describe, expect, it } from 'vitest';
import { call, type GatewayWorld, startGatewayWorld } from '../testing/index.ts';
import { linkOf, openWorkspace, startCopilotChat } from './copilot.fixture.ts';

const neighbour = '203.0.113.7';

/** Statements that look for the conversation of a link or token, while something runs. */
const lookUps = async ({ main: { life } }: GatewayWorld, run: () => Promise<unknown>) => {
  const statements: string[] = [];
  life.statements = statements;
  await run();
  delete life.statements;
  return statements.filter((text) => /from session where conversation_id/.test(text));
};

const copilotLimits = (perAddress: object, perEndpoint: object = {}) => {
  const none = { opens: 0, searches: 0, calls: 0 };
  const limits = {
    perAddress: { ...none, ...perAddress },
    perEndpoint: { ...none, ...perEndpoint },
  };
  return { chat: { copilot: limits } };
};

describe('what copilot workspaces may be asked', () => {
  it('links are counted by address before they are read', async () => {
    await using world = await startGatewayWorld(copilotLimits({ opens: 2 }));
    const { url } = await startCopilotChat(world);
    const forged = { ...linkOf(url), URLToken: 'forged' };
    const before = await lookUps(world, async () => {
      expect((await openWorkspace(world, forged)).status).toBe(403);
    });
    expect(before).not.toEqual([]);
    expect((await openWorkspace(world, linkOf(url))).status).toBe(200);
    const asked = await lookUps(world, async () => {
      const third = await openWorkspace(world, linkOf(url));
      expect(third).toMatchObject({ status: 429, body: { code: 'gateway.copilot.too.many' } });
      expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
    });
    expect(asked).toEqual([]);
  });

  it('searches are counted by address and by endpoint, and a token that is none costs no query', async () => {
    await using world = await startGatewayWorld(copilotLimits({ searches: 3 }, { searches: 1 }));
    const { url, chat } = await startCopilotChat(world);
    const { body } = await openWorkspace(world, linkOf(url));
    const search = (token: string, address = neighbour) =>
      call(`${world.main.origin}/copilot/api/knowledge`, {
        ...{ method: 'POST', token, address, body: { query: 'parcel' } },
      });
    const statements: string[] = [];
    world.main.life.statements = statements;
    expect((await search(`${chat.conversationId}~zzzzzz.${'a'.repeat(43)}`)).status).toBe(401);
    delete world.main.life.statements;
    expect((await search(body.token)).status).toBe(200);
    expect((await search(body.token)).status).toBe(429);
    expect((await search(body.token, '198.51.100.9')).status).toBe(429);
    expect((await search('none', neighbour)).status).toBe(429);
  });
});
