import { identityOperations, loginOperations } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { startTestIdentity, type TestIdentity, type TestOrganisation } from '../testing/index.ts';
import { createBrowser, pkce } from './testing/browser.ts';

const request = {
  response_type: 'code',
  client_id: 'tandem-console',
  redirect_uri: 'http://127.0.0.1:8080/console/callback',
  ...pkce('v'.repeat(43)),
};

/** A browser at the sign-in page. */
const browserAt = async (test: TestIdentity, address: string) => {
  const browser = createBrowser(test, {}, address);
  await browser.open({ ...request, prompt: 'login' });
  return browser;
};

const times = async (count: number, run: (index: number) => Promise<{ status: number }>) => {
  const statuses: number[] = [];
  for (let index = 0; index < count; index += 1) statuses.push((await run(index)).status);
  return statuses;
};

const counts = async (test: TestIdentity) => {
  const [row] = await test.db.query<{ rows: number }>(
    'select count(*)::int as rows from sign_in_failure',
    [],
  );
  return row?.rows;
};

const signIn = ({ adminEmail: email, adminPassword: password }: TestOrganisation) => ({
  email,
  password,
});

describe('guessing passwords', () => {
  it('on many accounts is stopped by the network it comes from, also within one /64', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const statuses = await times(51, async (index) => {
      const browser = await browserAt(test, `2001:db8:1:2::${(index + 1).toString(16)}`);
      return browser.submit({ email: `user${index}@acme.test`, password: 'Winter2026' });
    });
    expect(statuses).toEqual([...Array(50).fill(401), 429]);
    const refused = await (await browserAt(test, '2001:db8:1:2::ffff')).submit(signIn(acme));
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    expect(refused.body).toContain('Too many failed attempts. Try again in 1 min.');
    const elsewhere = await (await browserAt(test, '2001:db8:1:3::1')).submit(signIn(acme));
    expect(elsewhere.status).toBe(303);
  });

  it('writes nothing while it is refused, and what was counted is removed', async () => {
    await using test = await startTestIdentity();
    const browser = await browserAt(test, '203.0.113.7');
    await times(60, (index) => browser.submit({ email: `u${index}@acme.test`, password: 'x' }));
    // Two for each of fifty accounts and one for the network.
    expect(await counts(test)).toBe(101);
    await test.clock.advance(2 * 3_600_000);
    await test.identity.usecases.purge();
    expect(await counts(test)).toBe(0);
  });

  it('does not end because the guesser signs in to an account of his own in between', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const statuses = await times(60, async (index) => {
      const browser = await browserAt(test, '203.0.113.7');
      if (index % 10 === 0) await browser.submit(signIn(acme));
      const other = await browserAt(test, '203.0.113.7');
      return other.submit({ email: `user${index}@acme.test`, password: 'x' });
    });
    expect(statuses.filter((status) => status === 401)).toHaveLength(50);
  });

  it('does not lock a user out at another place', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const stranger = await browserAt(test, '203.0.113.7');
    const guess = { email: acme.adminEmail, password: 'guess' };
    expect(await times(6, () => stranger.submit(guess))).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await (await browserAt(test, '198.51.100.1')).submit(signIn(acme))).status).toBe(303);
  });

  it('from everywhere slows an account down to an attempt a minute, but not where its user signs in', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const own = await browserAt(test, '198.51.100.1');
    expect((await own.submit(signIn(acme))).status).toBe(303);
    const guess = { email: acme.adminEmail, password: 'guess' };
    const statuses = await times(31, async (index) =>
      (await browserAt(test, `203.0.113.${index}`)).submit(guess),
    );
    expect(statuses).toEqual([...Array(30).fill(401), 429]);
    await own.open({ ...request, prompt: 'login' });
    expect((await own.submit(signIn(acme))).status).toBe(303);
    const elsewhere = await browserAt(test, '192.0.2.1');
    await times(1, async () => (await browserAt(test, '203.0.113.99')).submit(guess));
    await test.clock.advance(60_001);
    expect((await elsewhere.submit(signIn(acme))).status).toBe(303);
  });

  it('in a known browser is counted there', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const own = await browserAt(test, '198.51.100.1');
    await own.submit(signIn(acme));
    const guess = { email: acme.adminEmail, password: 'guess' };
    const statuses = await times(6, async () => {
      await own.open({ ...request, prompt: 'login' });
      return own.submit(guess);
    });
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('at the same address stops nobody in a browser that is known', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const own = await browserAt(test, '203.0.113.7');
    await own.submit(signIn(acme));
    const statuses = await times(60, async (index) => {
      const email = index % 9 === 0 ? acme.adminEmail : `user${index}@acme.test`;
      return (await browserAt(test, '203.0.113.7')).submit({ email, password: 'guess' });
    });
    expect(statuses.at(-1)).toBe(429);
    await own.open({ ...request, prompt: 'login' });
    expect((await own.submit(signIn(acme))).status).toBe(303);
  });

  it('many at once cannot outrun the count', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const browser = await browserAt(test, '203.0.113.7');
    const guess = { email: acme.adminEmail, password: 'guess' };
    const replies = await Promise.all(Array.from({ length: 12 }, () => browser.submit(guess)));
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(5);
  });
});

describe('guessing client secrets', () => {
  const asking =
    (test: TestIdentity) =>
    (client: { id: string; secret: string }, address = '203.0.113.7') =>
      test.call(loginOperations.postOauthToken, {
        address,
        body: {
          grant_type: 'client_credentials',
          client_id: client.id,
          client_secret: client.secret,
        },
      });

  it('is refused after ten, there and for this client only; the right one is never refused', async () => {
    await using test = await startTestIdentity();
    const { org } = await test.organisation();
    const [one, two] = [
      await test.identity.usecases.createClient({ org, name: 'One' }),
      await test.identity.usecases.createClient({ org, name: 'Two' }),
    ];
    const ask = asking(test);
    const wrong = { id: one.id, secret: 'guess' };
    expect(await times(10, () => ask(wrong))).toEqual(Array(10).fill(401));
    expect(await ask(wrong)).toMatchObject({
      status: 429,
      headers: { 'retry-after': '60' },
      body: { error: 'invalid_client' },
    });
    expect((await ask(one)).status).toBe(200);
    expect((await ask(wrong)).status).toBe(429);
    expect((await ask({ ...two, secret: 'guess' })).status).toBe(401);
    expect((await ask(wrong, '198.51.100.1')).status).toBe(401);
    await test.clock.advance(60_001);
    expect((await ask(wrong)).status).toBe(401);
  });

  it('by a neighbour, with clients that he made up, stops nobody behind the same address', async () => {
    await using test = await startTestIdentity();
    const { org } = await test.organisation();
    const client = await test.identity.usecases.createClient({ org, name: 'Script' });
    const ask = asking(test);
    const guess = () => ask({ id: crypto.randomUUID(), secret: 'guess' });
    const statuses = await times(60, guess);
    expect(statuses).toEqual([...Array(50).fill(400), ...Array(10).fill(429)]);
    expect((await ask(client)).status).toBe(200);
    expect((await ask({ ...client, secret: 'guess' })).status).toBe(429);
    // A place for each of the fifty and one for the network: the right secret counts nowhere.
    expect(await counts(test)).toBe(51);
  });
});

describe('the own password', () => {
  it('cannot be guessed through the operation that changes it', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const token = await acme.userToken();
    const change = (oldPassword: string) =>
      test.call(
        identityOperations.postUsersMePassword,
        { body: { oldPassword, newPassword: 'something new' } },
        token,
      );
    expect(await times(5, () => change('guess'))).toEqual(Array(5).fill(400));
    expect(await change(acme.adminPassword)).toMatchObject({
      status: 429,
      body: { code: 'too.many.requests.retry.after' },
    });
    await test.clock.advance(60_001);
    expect((await change(acme.adminPassword)).status).toBe(204);
  });
});
