import {
  loginOperations,
  oauthOperations,
  tokensOperations,
  usersOperations,
} from '@tandem/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultRoleIdIn, homeDivisionId, type Identity } from '../index.ts';
import { startTestIdentity, type TestIdentity, type TestOrganisation } from '../testing/index.ts';
import { limitToScopes } from './scopes.rules.ts';

const secondNode = async (test: TestIdentity): Promise<Identity> => {
  const node = test.anotherNode();
  await node.start();
  return node;
};

describe('on another node, within a second,', () => {
  let test: TestIdentity;
  let acme: TestOrganisation;
  let node: Identity;
  beforeAll(async () => {
    test = await startTestIdentity();
    acme = await test.organisation();
    node = await secondNode(test);
  });
  afterAll(async () => {
    node.stop();
    await test[Symbol.asyncDispose]();
  });

  const inUse = async (token: string) => {
    expect(await node.authenticate(token)).not.toBeNull();
    return { isOver: async () => (await node.authenticate(token)) === null };
  };

  it('a deleted token is no good any more', async () => {
    const token = await acme.token('routing:queue:view');
    const there = await inUse(token);
    await test.call(tokensOperations.deleteTokensMe, {}, token);
    expect(await test.identity.authenticate(token)).toBeNull();
    await test.clock.advance(1_000);
    expect(await there.isOver()).toBe(true);
  });

  it('a token in use stays good without a request ever waiting for the database', async () => {
    const token = await acme.token('routing:queue:view');
    const first = await node.authenticate(token);
    for (let round = 0; round < 5; round += 1) {
      await test.clock.advance(400);
      await test.db.settled();
      const sent = test.db.sent();
      expect(await node.authenticate(token)).toBe(first);
      expect(test.db.sent()).toBe(sent);
    }
  });

  it('a token that was not checked for a second is checked before it is trusted', async () => {
    const token = await acme.token('routing:queue:view');
    const alone = test.anotherNode();
    await alone.authenticate(token);
    await test.db.query('delete from access_token where org = $1', [acme.org]);
    await test.clock.advance(999);
    expect(await alone.authenticate(token)).not.toBeNull();
    await test.clock.advance(1);
    expect(await alone.authenticate(token)).toBeNull();
  });

  it.each([
    ['the client is switched off', `update oauth_client set state = 'inactive' where org = $1`],
    [
      'the client is revoked',
      `update oauth_client set authorization_state = 'Revoked' where org = $1`,
    ],
  ])('a token ends when %s', async (_what, sql) => {
    const globex = await test.organisation(`Globex${sql.length}`);
    const there = await inUse(await globex.token('routing:queue:view'));
    await test.db.query(sql, [globex.org]);
    await test.db.query('update access_version set version = version + 1 where org = $1', [
      globex.org,
    ]);
    await test.clock.advance(1_000);
    expect(await there.isOver()).toBe(true);
  });

  it('a grant that was taken away is gone, and a new one is there', async () => {
    const initech = await test.organisation('Initech');
    const token = await initech.token('routing:queue:view');
    const before = await node.authenticate(token);
    expect([...(before?.permissions ?? [])]).toEqual(['routing:queue:view']);
    const request = {
      name: 'Renamed',
      authorizedGrantType: 'CLIENT-CREDENTIALS',
      roleIds: [defaultRoleIdIn(initech.org, 'employee')],
    };
    const params = { clientId: before?.clientId ?? '' };
    await initech.call(oauthOperations.putOauthClient, { params, body: request });
    await test.clock.advance(1_000);
    const after = await node.authenticate(token);
    expect(after?.permissions.has('routing:queue:view')).toBe(false);
    expect(after?.permissions.has('directory:user:view')).toBe(true);
  });

  it('a deleted client and a deleted user are nobody', async () => {
    const hooli = await test.organisation('Hooli');
    const clientToken = await hooli.token('routing:queue:view');
    const clientId = (await node.authenticate(clientToken))?.clientId ?? '';
    const userToken = await hooli.userToken();
    const [client, user] = [await inUse(clientToken), await inUse(userToken)];
    await hooli.call(oauthOperations.deleteOauthClient, { params: { clientId } });
    await hooli.call(tokensOperations.deleteToken, { params: { userId: hooli.adminId } });
    await test.clock.advance(1_000);
    expect([await client.isOver(), await user.isOver()]).toEqual([true, true]);
  });
});

describe('signals between nodes', () => {
  it('make a change known at once', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const token = await acme.token('routing:queue:view');
    const hearers: ((payload: string) => void)[] = [];
    const signals = {
      listen: async (_channel: string, hear: (payload: string) => void) => void hearers.push(hear),
      notify: async () => {},
    };
    const node = test.anotherNode(signals);
    await node.start();
    expect(await node.authenticate(token)).not.toBeNull();
    await test.call(tokensOperations.deleteTokensMe, {}, token);
    expect(await node.authenticate(token)).not.toBeNull();
    for (const hear of hearers) hear(acme.org);
    expect(await node.authenticate(token)).toBeNull();
    node.stop();
  });
});

describe('idle tokens', () => {
  it('of people end when the organisation says so, unless they are used', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    await test.identity.start();
    const body = { enableIdleTokenTimeout: true, idleTokenTimeoutSeconds: 300 };
    await acme.call(tokensOperations.putTokensTimeout, { body });
    const [used, idle, script] = [
      await acme.userToken(),
      await acme.userToken(),
      await acme.token('routing:queue:view'),
    ];
    for (let minute = 0; minute < 6; minute += 1) {
      await test.clock.advance(60_000);
      // A use is noted by the check that runs after it.
      expect((await test.call(tokensOperations.getTokensMe, {}, used)).status).toBe(200);
      await test.clock.advance(500);
      await test.db.settled();
    }
    expect(await test.identity.authenticate(idle)).toBeNull();
    expect(await test.identity.authenticate(script)).not.toBeNull();
    const info = await test.call(tokensOperations.getTokensMe, {}, used);
    expect(Date.parse(info.body.dateTokenIdles)).toBeGreaterThan(test.clock.now().getTime());
  });

  it('must be given between five minutes and eight hours', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const body = { enableIdleTokenTimeout: true, idleTokenTimeoutSeconds: 60 };
    expect((await acme.call(tokensOperations.putTokensTimeout, { body })).status).toBe(400);
  });
});

describe('tokens/me', () => {
  it('tells client and organisation', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation('Acme');
    const { body } = await acme.call(tokensOperations.getTokensMe);
    expect(body).toMatchObject({
      organization: { id: acme.org, name: 'Acme' },
      homeOrganization: { id: acme.org },
      authorizedScope: [],
      OAuthClient: {
        name: 'Test client',
        authorizedGrantType: 'CLIENT-CREDENTIALS',
        state: 'active',
        roleDivisions: [
          {
            roleId: defaultRoleIdIn(acme.org, 'masterAdmin'),
            divisionId: homeDivisionId(acme.org),
          },
        ],
      },
    });
    const user = await test.call(tokensOperations.getTokensMe, {}, await acme.userToken());
    expect(user.body.OAuthClient.name).toBe('Tandem Console');
  });

  it('deleted ends the sign-in, refresh token included', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const token = await acme.userToken();
    const issued = test.replies.findLast(({ body }) => body?.refresh_token)?.body;
    await test.call(tokensOperations.deleteTokensMe, {}, token);
    expect((await test.call(usersOperations.getUsersMe, {}, token)).status).toBe(401);
    const { status } = await test.call(loginOperations.postOauthToken, {
      body: {
        grant_type: 'refresh_token',
        client_id: 'tandem-console',
        refresh_token: issued.refresh_token,
      },
    });
    expect(status).toBe(400);
  });
});

describe('scopes', () => {
  const all = new Set(['routing:queue:view', 'routing:queue:add', 'directory:user:view']);
  it.each([
    [[], [...all]],
    [['routing'], ['routing:queue:view', 'routing:queue:add']],
    [
      ['routing:readonly', 'users:readonly'],
      ['routing:queue:view', 'directory:user:view'],
    ],
    [['unknown'], []],
  ])('%o leave %o', (scopes, left) => {
    expect([...limitToScopes(all, scopes)]).toEqual(left);
  });
});
