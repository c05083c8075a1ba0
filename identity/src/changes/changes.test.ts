import { authorizationOperations, tokensOperations, usersOperations } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { defaultRoleIdIn, homeDivisionId } from '../index.ts';
import { startTestIdentity } from '../testing/index.ts';

describe('many administrators at once', () => {
  it('wait for each other, and none fails', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const divisionId = homeDivisionId(acme.org);
    const ids = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        const body = { name, email: `${name}@acme.test`, divisionId };
        return (await acme.call(usersOperations.postUsers, { body })).body.id as string;
      }),
    );
    const roleId = defaultRoleIdIn(acme.org, 'agent');
    const acts = Array.from({ length: 5 }, () => [
      acme.call(authorizationOperations.putAuthorizationRoleUsersAdd, {
        params: { roleId },
        body: ids,
      }),
      acme.call(authorizationOperations.putAuthorizationRoleUsersRemove, {
        params: { roleId },
        body: ids.toReversed(),
      }),
      ...ids.map((userId) => acme.call(tokensOperations.deleteToken, { params: { userId } })),
    ]);
    const statuses = (await Promise.all(acts.flat())).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});
