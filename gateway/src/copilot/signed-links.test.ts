import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { startFakeServer, startGatewayWorld } from '../testing/index.ts';
import { openWorkspace, putWorkspace, startCopilotChat } from './copilot.fixture.ts';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

const signed = (alg: 'RS256' | 'ES256', key: KeyObject, claims: object) => {
  const text = `${part({ alg, kid: 'one' })}.${part(claims)}`;
  const mac = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${mac.toString('base64url')}`;
};

const sealed = (key: string, claims: object) => {
  const text = `${part({ alg: 'HS256' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
};

const audienceOf = ({ token }: { readonly token: string }) => `${token}/copilot`;

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
    const aud = audienceOf(endpoint);
    const claims = { sub: 'dl_ada', sessionId: chat.conversationId, exp, aud };
    const open = async (auth: string) => {
      const { status, body } = await openWorkspace(world, { URLToken: endpoint.token, auth });
      return body.code ?? status;
    };
    const check = async () => {
      expect(await open(signed(alg, privateKey, claims))).toBe(200);
      expect(await open(signed(alg, other.privateKey, claims))).toBe(invalid);
      expect(await open(signed(alg, privateKey, { ...claims, aud: 'another' }))).toBe(invalid);
      // With this one the customer signs in to the chat.
      const ofCustomer = { ...claims, aud: endpoint.token };
      expect(await open(signed(alg, privateKey, ofCustomer))).toBe(invalid);
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
  const aud = audienceOf(endpoint);
  const claims = { sub: 'dl_ada', sessionId: chat.conversationId, exp, aud };
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

it('a shared key that signs identities of the chat too opens no workspace with them', async () => {
  await using world = await startGatewayWorld();
  const key = 'one key for the chat and for the desk of 32+ characters';
  const { chat, endpoint } = await startCopilotChat(world, {
    jwtKey: { kind: 'insecure', value: key },
  });
  const exp = Math.floor(Date.now() / 1000) + 600;
  const claims = { sub: 'dl_ada', sessionId: chat.conversationId, exp };
  const open = async (given: object) => {
    const auth = sealed(key, { ...claims, ...given });
    const { status, body } = await openWorkspace(world, { URLToken: endpoint.token, auth });
    return body.code ?? status;
  };
  expect(await open({})).toBe(200);
  expect(await open({ aud: [audienceOf(endpoint)] })).toBe(200);
  for (const aud of [endpoint.token, [endpoint.token, 'x'], 7, null])
    expect(await open({ aud }), String(aud)).toBe(invalid);
});

it('links and identities of the chat have audiences of their own, whichever is set first', async () => {
  await using world = await startGatewayWorld();
  const { publicKey, privateKey } = pairs.ES256();
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const check = (audience?: string) => ({ kind: 'publicKey', publicKey: pem, audience });
  const { chat, endpoint } = await startCopilotChat(world, { linkCheck: check('desk') });
  const signIn = (settings: object) =>
    world.admin(`/endpoints/${endpoint.id}`, {
      method: 'PUT',
      body: {
        ...{ name: endpoint.name, bot: { kind: 'demo' }, handover: endpoint.handover },
        identity: { kind: 'publicKey', settings: { publicKey: pem, ...settings } },
      },
    });
  const taken = { status: 400, body: { code: 'gateway.copilot.audience' } };
  expect((await signIn({})).status).toBe(200);
  const save = (audience?: string) =>
    putWorkspace(world, endpoint.id, { linkCheck: check(audience) });
  expect(await save(endpoint.token)).toMatchObject(taken);
  expect((await save('desk')).status).toBe(200);
  expect((await signIn({ audience: 'desk' })).status).toBe(200);
  expect(await save('desk')).toMatchObject(taken);
  expect((await world.admin(`/endpoints/${endpoint.id}/copilot`)).body).toMatchObject({
    linkCheck: { audience: 'desk' },
  });
  const exp = Math.floor(Date.now() / 1000) + 600;
  const auth = signed('ES256', privateKey, {
    ...{ sub: 'dl_ada', sessionId: chat.conversationId, exp, aud: 'desk' },
  });
  expect(await openWorkspace(world, { URLToken: endpoint.token, auth })).toMatchObject({
    ...{ status: 503, body: { code: 'gateway.copilot.link.unchecked' } },
  });
  expect(await save(endpoint.token)).toMatchObject({ status: 200 });
});
