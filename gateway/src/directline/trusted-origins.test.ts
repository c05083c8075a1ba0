import { systemIds } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { call, type GatewayWorld, startGatewayWorld } from '../testing/index.ts';

type Started = { conversationId: string; token: string; error?: { code: string } };

const shop = 'https://shop.example';
const secretOf = async (world: GatewayWorld, id: string) =>
  (await world.admin<{ secret: string }>(`/endpoints/${id}/secret`, { method: 'POST' })).body
    .secret;

/** A token that the server of a shop has asked for, and what a page of some origin is answered. */
const startShop = async (world: GatewayWorld, trustedOrigins?: unknown) => {
  const { id } = await world.endpoint({ handover: false, name: systemIds.uuid() });
  const base = `${world.main.origin}/v3/directline`;
  const made = await call<Started>(`${base}/tokens/generate`, {
    ...{ method: 'POST', token: await secretOf(world, id) },
    body: { user: { id: 'dl_ada' }, trustedOrigins },
  });
  const from = (origin: string | null, path: string, init: { method?: string; token: string }) =>
    call<Started & { error?: { code: string } }>(`${base}${path}`, {
      ...init,
      headers: origin === null ? {} : { origin },
      ...(init.method === 'POST' ? { body: {} } : {}),
    });
  return { made, from };
};

const refused = { status: 403, body: { error: { code: 'OriginNotAllowed' } } };

describe('trusted origins of a token', () => {
  it('are the only pages that get anywhere with it; what names no page is no browser', async () => {
    await using world = await startGatewayWorld();
    const { made, from } = await startShop(world, ['https://SHOP.example:443/', 'http://10.0.0.4']);
    expect(made.status).toBe(200);
    const { token } = made.body;
    const start = (origin: string | null) =>
      from(origin, '/conversations', { method: 'POST', token });
    expect(await start('https://evil.example')).toMatchObject(refused);
    expect(await start('http://shop.example')).toMatchObject(refused);
    expect(await start('null')).toMatchObject(refused);
    expect((await start(shop)).status).toBe(201);
    expect((await start('http://10.0.0.4')).status).toBe(200);
    expect((await start(null)).status).toBe(200);
  });

  it('stay with every token that follows from it', async () => {
    await using world = await startGatewayWorld();
    const { made, from } = await startShop(world, [shop]);
    const post = { method: 'POST' } as const;
    const started = await from(shop, '/conversations', { ...post, token: made.body.token });
    const own = `/conversations/${started.body.conversationId}`;
    const refreshed = await from(shop, '/tokens/refresh', { ...post, token: started.body.token });
    const again = await from(shop, own, { token: refreshed.body.token });
    for (const { token } of [started.body, refreshed.body, again.body]) {
      expect((await from(shop, `${own}/activities`, { token })).status).toBe(200);
      const elsewhere = await from('https://evil.example', `${own}/activities`, { token });
      expect(elsewhere).toMatchObject(refused);
      expect(elsewhere.headers.get('access-control-allow-origin')).toBe('*');
    }
  });

  it('are none where none are named, and refused where they are no origins', async () => {
    await using world = await startGatewayWorld();
    for (const none of [undefined, null, []]) {
      const { made, from } = await startShop(world, none);
      const asked = { method: 'POST', token: made.body.token };
      expect((await from('https://any.example', '/conversations', asked)).status).toBe(201);
    }
    const many = Array.from({ length: 11 }, (_, n) => `https://shop-${n}.example`);
    const long = `https://${'a'.repeat(200)}.example`;
    for (const wrong of ['https://shop.example', ['*'], ['shop.example'], [7], many, [long]])
      expect((await startShop(world, wrong)).made, JSON.stringify(wrong)).toMatchObject({
        ...{ status: 400, body: { error: { code: 'BadArgument' } } },
      });
  });
});
