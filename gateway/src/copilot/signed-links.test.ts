import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { startFakeServer, startGatewayWorld } from '../testing/index.ts';
import { openWorkspace, putWorkspace, startCopilotChat } from './copilot.fixture.ts';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

const signed = (alg: 'RS256' | 'ES256', key: KeyObject, claims: object) => {
  const text = `${part({ alg, kid: 'one' })}.${part(claims)}`;
  const mac = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${mac.toString('base64url')}`;
};

const pairs = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};

const invalid = 'gateway.copilot.link.invalid';

it.each(['ES256', 'RS256'] as const)(
  'links that a sign-in service signs with %s open by its key set or its public key',
  async (alg) => {
    const { publicKey, privateKey } = pairs[alg]();
    const other = pairs[alg]();
    const state = { away: false };
    await using service = await startFakeServer({
      check: () => null,
      answer: () =>
        state.away
          ? { status: 503 }
          : { body: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one' }] } },
    });
    await using world = await startGatewayWorld();
    const jwksUrl = `${service.origin}/keys`;
    const { chat, endpoint } = await startCopilotChat(world, {
      linkCheck: { kind: 'jwks', jwksUrl },
    });
    const exp = Math.floor(Date.now() / 1000) + 600;
    const claims = { sub: 'dl_ada', sessionId: chat.conversationId, exp, aud: endpoint.token };
    const open = async (auth: string) => {
      const { status, body } = await openWorkspace(world, { URLToken: endpoint.token, auth });
      return body.code ?? status;
    };
    const check = async () => {
      expect(await open(signed(alg, privateKey, claims))).toBe(200);
      expect(await open(signed(alg, other.privateKey, claims))).toBe(invalid);
      expect(await open(signed(alg, privateKey, { ...claims, aud: 'another' }))).toBe(invalid);
      expect(await open(signed(alg, privateKey, { ...claims, sub: 'dl_eve' }))).toBe(invalid);
      const late = signed(alg, privateKey, { ...claims, exp: exp - 1200 });
      expect(await open(late)).toBe('gateway.copilot.link.expired');
    };
    await check();
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const linkCheck = { kind: 'publicKey', publicKey: pem, audience: 'desk', issuer: 'https://i' };
    const saved = await putWorkspace(world, endpoint.id, { linkCheck });
    expect(saved.body).toMatchObject({ linkCheck: { kind: 'publicKey', audience: 'desk' } });
    state.away = true;
    expect(await open(signed(alg, privateKey, { ...claims, aud: 'desk' }))).toBe(invalid);
    const full = { ...claims, aud: ['x', 'desk'], iss: 'https://i' };
    expect(await open(signed(alg, privateKey, full))).toBe(200);
    // The public key is no secret: nobody signs with it as if it were one.
    expect((await putWorkspace(world, endpoint.id, { linkCheck: null })).status).toBe(200);
    expect(await open(signed(alg, privateKey, full))).toBe(invalid);
  },
);

it('keys that cannot be had are told, and one that is none is refused at the door', async () => {
  await using world = await startGatewayWorld();
  const { privateKey } = pairs.ES256();
  const { chat, endpoint } = await startCopilotChat(world, {
    linkCheck: { kind: 'jwks', jwksUrl: 'http://127.0.0.1:1/keys' },
  });
  const exp = Math.floor(Date.now() / 1000) + 600;
  const claims = { sub: 'dl_ada', sessionId: chat.conversationId, exp, aud: endpoint.token };
  const auth = signed('ES256', privateKey, claims);
  expect(await openWorkspace(world, { URLToken: endpoint.token, auth })).toMatchObject({
    ...{ status: 503, body: { code: 'gateway.copilot.link.unchecked' } },
  });
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
  const keys = ['no key', weak.export({ format: 'pem', type: 'spki' }).toString()];
  for (const publicKey of keys) {
    const refused = await putWorkspace(world, endpoint.id, {
      linkCheck: { kind: 'publicKey', publicKey },
    });
    expect(refused).toMatchObject({
      ...{ status: 400, body: { code: 'gateway.copilot.public.key' } },
    });
  }
});
