import { divisionsOperations, tokensOperations, usersOperations } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { homeDivisionId } from './index.ts';
import { startTestIdentity } from './testing/index.ts';

describe('the directory', () => {
  it('knows people and divisions of the own organisation only', async () => {
    await using test = await startTestIdentity();
    const [acme, globex] = [await test.organisation('Acme'), await test.organisation('Globex')];
    const { directory } = test.identity;
    const asked = [acme.adminId, globex.adminId, 'nobody'];
    expect([...(await directory.people(acme.org, asked)).keys()]).toEqual([acme.adminId]);
    expect(await directory.user(globex.org, acme.adminId)).toBeNull();
    expect(await directory.user(acme.org, 'no-id')).toBeNull();
    const home = homeDivisionId(acme.org);
    expect(await directory.division(acme.org, home)).toEqual({ id: home, name: 'Home' });
    expect(await directory.division(globex.org, home)).toBeNull();
    expect((await directory.organisationByText('ACME'))?.id).toBe(acme.org);
    const names = (await directory.organisations()).map(({ name }) => name);
    expect(names.sort()).toEqual(['Acme', 'Globex']);
  });

  it('knows which tokens still stand', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation('Acme');
    const [one, two] = [await acme.userToken(), await acme.userToken()];
    const idOf = async (token: string) => (await test.identity.authenticate(token))?.tokenId ?? '';
    const ids = [await idOf(one), await idOf(two)];
    await test.call(tokensOperations.deleteTokensMe, {}, one);
    const { liveTokens } = test.identity.directory;
    expect([...(await liveTokens(ids)).keys()]).toEqual([ids[1]]);
    const client = await test.identity.authenticate(await acme.token());
    expect((await liveTokens([client?.tokenId ?? ''])).size).toBe(1);
    await test.db.query(`update oauth_client set state = 'disabled' where id = $1`, [
      client?.clientId,
    ]);
    expect((await liveTokens([client?.tokenId ?? ''])).size).toBe(0);
  });

  it('knows who has a sign-in left, in the own organisation only', async () => {
    await using test = await startTestIdentity();
    const [acme, globex] = [await test.organisation('Acme'), await test.organisation('Globex')];
    const { signIns } = test.identity.directory;
    const of = async (org: string) => [...(await signIns(org, [acme.adminId])).values()];
    await acme.userToken();
    expect(await of(acme.org)).toEqual(['signedIn']);
    expect(await of(globex.org)).toEqual([]);
    for (const table of ['access_token', 'refresh_token'])
      await test.db.query(`delete from ${table} where user_id = $1`, [acme.adminId]);
    expect(await of(acme.org)).toEqual(['signedOut']);
    await test.db.query(`update app_user set state = 'inactive' where id = $1`, [acme.adminId]);
    expect(await of(acme.org)).toEqual([]);
  });

  it('leaves out people who were switched off, and hears of a new name within a second', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const { directory } = test.identity;
    const divisionId = homeDivisionId(acme.org);
    const { body: user } = await acme.call(usersOperations.postUsers, {
      body: { name: 'Ada', email: 'ada@acme.test', divisionId, state: 'inactive' },
    });
    expect((await directory.people(acme.org, [user.id])).size).toBe(0);
    const shownNameAs = async (preferredName: string | null) => {
      await test.db.query(
        `update app_user set state = 'active', profile = jsonb_build_object('preferredName', $2::text) where id = $1`,
        [user.id, preferredName],
      );
      return (await directory.people(acme.org, [user.id])).get(user.id)?.shownName;
    };
    expect(await shownNameAs(' Team North ')).toBe('Team North');
    expect(await shownNameAs('x'.repeat(300))).toHaveLength(200);
    expect(await shownNameAs(' ')).toBeNull();
    expect(await shownNameAs(null)).toBeNull();
    expect((await directory.homeDivision(acme.org)).name).toBe('Home');
    await acme.call(divisionsOperations.putAuthorizationDivision, {
      params: { divisionId },
      body: { name: 'Headquarters', description: '' },
    });
    await test.clock.advance(1_000);
    expect(await directory.homeDivision(acme.org)).toEqual({
      id: divisionId,
      name: 'Headquarters',
    });
  });
});

describe('what has ended', () => {
  it('is removed every minute while identity runs', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    await acme.userToken();
    await test.identity.start();
    const count = async () =>
      (await test.db.query<{ rows: number }>('select count(*) as rows from authorization_code'))[0]
        ?.rows;
    expect(await count()).toBe(1);
    for (let minute = 0; minute < 2; minute += 1) {
      await test.clock.advance(60_000);
      await test.db.settled();
    }
    expect(await count()).toBe(0);
  });
});
