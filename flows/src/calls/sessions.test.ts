import { PublicError } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { type Answer, createWorld, planted, startServer } from './calls.fixture.ts';
import {
  basic,
  body,
  client,
  insecure,
  over,
  startCentre,
  tokenCalls,
} from './sessions.fixture.ts';

describe('a session by client credentials', () => {
  it('is signed in with a Basic header, below the address, and calls with its token', async () => {
    await using centre = await startCentre();
    await using world = createWorld([centre.host]);
    const session = client(`${centre.url}/prefix/`);
    expect(await world.authenticate(session)).toEqual({
      ...{ kind: 'result', effect: 'run-1/1', durationMs: 0 },
    });
    expect(centre.seen[0]).toMatchObject({
      ...{ method: 'POST', url: '/prefix/oauth/token', body: 'grant_type=client_credentials' },
      headers: {
        authorization: basic('client-1'),
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    const answer = over(world, { Default: session }, { path: 'api/v2/users?expand=a' });
    expect(await body(answer)).toBe('Bearer token-client-1-1');
    expect(centre.seen[1]?.url).toBe('/prefix/api/v2/users?expand=a');
    expect(centre.login.issued).toBe(1);
  });

  it('signs in anew after a restart, from what the run has saved', async () => {
    await using centre = await startCentre();
    await using world = createWorld([centre.host], {
      openSecret: async () => {
        throw new PublicError({ status: 404, code: 'x', message: 'There is no variable "id".' });
      },
    });
    const variables = { id: 'client-7', secret: planted };
    const session = client(centre.url, {
      clientId: { kind: 'variable', name: 'id' },
      clientSecret: { kind: 'credential', credential: 'genesys', attribute: 'secret' },
    });
    await using again = createWorld([centre.host], { openSecret: async () => planted });
    expect(await body(over(again, { Default: session }, { origin: { variables } }))).toBe(
      'Bearer token-client-7-1',
    );
    expect(centre.seen[0]?.headers.authorization).toBe(basic('client-7'));
    const without = await over(world, { Default: session });
    expect(without).toMatchObject({ kind: 'failed', code: 'http.session' });
  });

  it('does not mix with another one of the run, nor with that of another run or organisation', async () => {
    await using centre = await startCentre();
    await using world = createWorld([centre.host]);
    const other = client(centre.url, { session: 'Other', clientId: insecure('client-2') });
    const sessions = { Default: client(centre.url), Other: other };
    await world.authenticate(sessions.Default);
    await world.authenticate(sessions.Other);
    const both = [over(world, sessions), over(world, sessions, { session: 'Other' })];
    expect(await Promise.all(both.map(body))).toEqual([
      'Bearer token-client-1-1',
      'Bearer token-client-2-2',
    ]);
    expect(await body(over(world, sessions, { run: 'run-2' }))).toBe('Bearer token-client-1-3');
    expect(await body(over(world, sessions, { origin: { org: 'globex' } }))).toBe(
      'Bearer token-client-1-4',
    );
    expect(await body(over(world, sessions))).toBe('Bearer token-client-1-1');
  });

  it('uses the client it was signed in with last, also where another node did that', async () => {
    await using centre = await startCentre();
    await using world = createWorld([centre.host]);
    const first = client(centre.url);
    await world.authenticate(first);
    const second = client(centre.url, { clientId: insecure('client-2') });
    expect(await body(over(world, { Default: second }))).toBe('Bearer token-client-2-2');
    await world.authenticate(first);
    expect(await body(over(world, { Default: first }))).toBe('Bearer token-client-1-3');
  });

  it('fetches one token for all who ask at once', async () => {
    await using centre = await startCentre();
    await using world = createWorld([centre.host]);
    const sessions = { Default: client(centre.url) };
    const answers = Array.from({ length: 10 }, () => body(over(world, sessions)));
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['Bearer token-client-1-1']));
    expect(tokenCalls(centre)).toHaveLength(1);
  });

  it('fetches a new token a minute before the old one ends', async () => {
    await using centre = await startCentre();
    await using world = createWorld([centre.host]);
    const sessions = { Default: client(centre.url) };
    await over(world, sessions);
    world.move(86_340_000 - 1);
    expect(await body(over(world, sessions))).toBe('Bearer token-client-1-1');
    world.move(1);
    expect(await body(over(world, sessions))).toBe('Bearer token-client-1-2');
  });

  it('renews a token that is refused once, and lets a second refusal stand', async () => {
    await using centre = await startCentre();
    await using world = createWorld([centre.host]);
    const sessions = { Default: client(centre.url) };
    await over(world, sessions);
    centre.login.refused.add('Bearer token-client-1-1');
    expect(await body(over(world, sessions))).toBe('Bearer token-client-1-2');
    expect(await body(over(world, sessions))).toBe('Bearer token-client-1-2');
    for (const n of [2, 3, 4]) centre.login.refused.add(`Bearer token-client-1-${n}`);
    const refused = await over(world, sessions, { asked: { retries: 5 } });
    expect(refused).toMatchObject({ kind: 'httpResponse', response: { status: 401 } });
    expect(centre.login.issued).toBe(3);
  });

  it('renews once for all who are refused at once', async () => {
    await using centre = await startCentre();
    await using world = createWorld([centre.host]);
    const sessions = { Default: client(centre.url) };
    await over(world, sessions);
    centre.login.refused.add('Bearer token-client-1-1');
    const answers = [1, 2, 3, 4].map(() => body(over(world, sessions)));
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['Bearer token-client-1-2']));
    expect(centre.login.issued).toBe(2);
  });

  it('lets the 401 stand where the login does not renew', async () => {
    await using centre = await startCentre();
    await using world = createWorld([centre.host]);
    const sessions = { Default: client(centre.url) };
    await over(world, sessions);
    centre.login.refused.add('Bearer token-client-1-1');
    centre.login.token = (response) => response.writeHead(400).end();
    expect(await over(world, sessions)).toMatchObject({ response: { status: 401 } });
  });

  it('is forgotten with its run', async () => {
    await using centre = await startCentre();
    await using world = createWorld([centre.host]);
    const sessions = { Default: client(centre.url) };
    await over(world, sessions);
    await over(world, sessions, { run: 'run-2' });
    world.calls.forget({ org: 'acme', run: 'run-1' });
    expect(await body(over(world, sessions))).toBe('Bearer token-client-1-3');
    expect(await body(over(world, sessions, { run: 'run-2' }))).toBe('Bearer token-client-1-2');
  });

  it('waits out a login that is busy', async () => {
    await using centre = await startCentre();
    await using world = createWorld([centre.host]);
    centre.login.token = (response) => {
      centre.login.token = null;
      response.writeHead(429, { 'retry-after': '3' }).end();
    };
    expect(await world.authenticate(client(centre.url))).toMatchObject({ kind: 'result' });
    expect(world.pauses).toEqual([3000]);
  });

  const refusals: readonly (readonly [string, Answer, RegExp])[] = [
    [
      'a refusal, by its code alone',
      (response, { headers }) =>
        response
          .writeHead(401)
          .end(
            JSON.stringify({ error: 'invalid_client', error_description: headers.authorization }),
          ),
      /refuses the client \(HTTP 401, invalid_client\)\.$/,
    ],
    [
      'a refusal that repeats the secret',
      (response) => response.writeHead(400).end(JSON.stringify({ error: planted })),
      /\(HTTP 400\)\.$/,
    ],
    ['an answer without a token', (response) => response.end('{}'), /answers no token/],
    ['an answer that is no JSON', (response) => response.end(`<${planted}>`), /answers no token/],
    [
      'a token that would end the header',
      (response) => response.end(JSON.stringify({ access_token: 'a\r\nb' })),
      /answers no token/,
    ],
  ];

  it.each(refusals)('tells of %s', async (_, answer, says) => {
    await using centre = await startCentre();
    await using world = createWorld([centre.host]);
    centre.login.token = answer;
    const failed = await world.authenticate(client(centre.url));
    expect(failed).toMatchObject({ kind: 'failed', effect: 'run-1/1', code: 'session.refused' });
    expect(failed.kind === 'failed' && failed.message).toMatch(says);
    const used = await over(world, { Default: client(centre.url) });
    expect(used).toMatchObject({ kind: 'failed', code: 'http.session' });
    for (const input of [failed, used]) {
      expect(JSON.stringify(input)).not.toContain(planted);
      expect(JSON.stringify(input)).not.toContain(basic('client-1').slice(6));
    }
  });

  it.each([
    ['', 'session.url'],
    ['not a host', 'session.url'],
    ['ftp://login.mypurecloud.de', 'session.url'],
    [`https://me:${planted}@public.test`, 'session.url'],
    ['http://public.test', 'session.url'],
    ['https://intranet.test', 'http.refused.by.guard'],
    ['http://intranet.test', 'http.refused.by.guard'],
    ['https://nowhere.test', 'http.unreachable'],
  ])('tells of the environment "%s"', async (environmentUrl, code) => {
    await using world = createWorld([]);
    const failed = await world.authenticate(client(environmentUrl));
    expect(failed).toMatchObject({ kind: 'failed', code });
    expect(JSON.stringify(failed)).not.toContain(planted);
  });

  it('tells of secrets that the vault does not open', async () => {
    await using world = createWorld([], {
      openSecret: async () => {
        throw new PublicError({ status: 404, code: 'x', message: 'There is no secret "a / b".' });
      },
    });
    const clientSecret = { kind: 'credential', credential: 'a', attribute: 'b' } as const;
    expect(await world.authenticate(client('mypurecloud.de', { clientSecret }))).toMatchObject({
      ...{ kind: 'failed', code: 'session.secret', message: 'There is no secret "a / b".' },
    });
  });

  it('takes a variable of the organisation where the flow has none of the name', async () => {
    const asked: unknown[] = [];
    await using world = createWorld([], {
      openSecret: async (org, secret) => {
        asked.push([org, secret]);
        throw new PublicError({ status: 404, code: 'x', message: 'There is no variable "pin".' });
      },
    });
    const clientSecret = { kind: 'variable', name: 'pin' } as const;
    const environment = client('mypurecloud.de', { clientSecret });
    expect(await world.authenticate(environment)).toMatchObject({
      ...{ kind: 'failed', code: 'session.secret', message: 'There is no variable "pin".' },
    });
    expect(asked).toEqual([['acme', clientSecret]]);
    // A variable of the flow stands before it, also when it is empty.
    expect(await world.authenticate(environment, { variables: { pin: '' } })).toMatchObject({
      ...{ kind: 'failed', code: 'session.secret' },
      message: 'The variable "pin" holds no secret: it is empty.',
    });
    expect(asked).toHaveLength(1);
  });

  it('leaves an outage of our own to whoever runs the flow', async () => {
    const openSecret = async () => {
      throw new Error('the database is away');
    };
    await using world = createWorld([], { openSecret });
    const clientSecret = { kind: 'credential', credential: 'a', attribute: 'b' } as const;
    const answer = world.authenticate(client('mypurecloud.de', { clientSecret }));
    await expect(answer).rejects.toThrow('away');
  });
});

describe('a request over a session', () => {
  it.each([
    'https://public.test/x',
    '//public.test/x',
    '\\\\public.test/x',
    '/../secret',
    '/a/../../secret',
    '/a/%2e%2e/secret',
    '/a%2f..%2f..%2fsecret',
    '/a/./b',
    '/%zz',
    '/a b',
    '/a#b',
    '/a\r\nX: y',
    'javascript:alert(1)',
  ])('does not leave its address by the path %s', async (path) => {
    await using centre = await startCentre();
    await using world = createWorld([centre.host]);
    const sessions = { Default: client(`${centre.url}/tenant`) };
    expect(await over(world, sessions, { path })).toMatchObject({ code: 'http.url' });
    expect(centre.seen.filter(({ url }) => !url.endsWith('/oauth/token'))).toEqual([]);
  });

  it('keeps its own Authorization, whatever the author wrote', async () => {
    await using centre = await startCentre();
    await using world = createWorld([centre.host]);
    const asked = { headers: [['AUTHORIZATION', 'Bearer mine']] as const };
    expect(await body(over(world, { Default: client(centre.url) }, { asked }))).toBe(
      'Bearer token-client-1-1',
    );
  });

  it('follows redirects within its address only', async () => {
    let location = '';
    await using server = await startServer((response, { url }) => {
      if (url.endsWith('/oauth/token')) return response.end('{"access_token":"t"}');
      if (url.endsWith('/from')) return response.writeHead(307, { location }).end();
      return response.end('there');
    });
    await using world = createWorld([server.host]);
    const sessions = { Default: client(`${server.url}/tenant`) };
    const asked = { followRedirects: 'sameOrigin' } as const;
    for (const [to, status] of [
      ['/tenant/there', 200],
      ['/tenant2/there', 307],
      ['/there', 307],
    ] as const) {
      location = to;
      expect(await over(world, sessions, { path: '/from', asked })).toMatchObject({
        response: { status },
      });
    }
  });

  it.each(['Nobody', '__proto__', 'toString'])('of no session "%s" fails', async (session) => {
    await using world = createWorld([]);
    expect(await over(world, {}, { session })).toMatchObject({
      ...{ kind: 'failed', code: 'http.session', message: `No session "${session}" is signed in.` },
    });
  });
});

describe('a session by a stored connection', () => {
  const stored = { session: 'Default', type: 'connection', connection: 'Genesys' } as const;
  const connectionsAt = (base: string) => {
    const asked: unknown[] = [];
    let version = 1;
    return {
      asked,
      apiBase: async () => base,
      async accessToken(org: string, connection: string, options?: { readonly force?: number }) {
        asked.push([org, connection, options?.force]);
        if (options?.force === version) version += 1;
        return { token: `stored-${version}`, version };
      },
    };
  };

  it('takes its token from the connection, and has it renewed after a 401', async () => {
    await using centre = await startCentre();
    const connections = connectionsAt(centre.url);
    await using world = createWorld([centre.host], { connections });
    expect(await world.authenticate(stored)).toMatchObject({ kind: 'result' });
    expect(await body(over(world, { Default: stored }))).toBe('Bearer stored-1');
    centre.login.refused.add('Bearer stored-1');
    expect(await body(over(world, { Default: stored }))).toBe('Bearer stored-2');
    expect(connections.asked.at(-1)).toEqual(['acme', 'Genesys', 1]);
    expect(tokenCalls(centre)).toEqual([]);
  });

  it('tells what the connection says, and sends no token over http to the public', async () => {
    const message = 'Somebody has to sign in to the OAuth connection "Genesys" again.';
    const accessToken = async () => {
      throw new PublicError({ status: 409, code: 'connection.needs.authorization', message });
    };
    const apiBase = async () => 'https://public.test';
    await using world = createWorld([], { connections: { apiBase, accessToken } });
    expect(await world.authenticate(stored)).toMatchObject({ code: 'session.connection', message });
    expect(await over(world, { Default: stored })).toMatchObject({ code: 'http.session', message });
    const plain = connectionsAt('http://public.test');
    await using exposed = createWorld([], { connections: plain });
    expect(await exposed.authenticate(stored)).toMatchObject({ code: 'session.url' });
    expect(plain.asked).toEqual([]);
  });
});
