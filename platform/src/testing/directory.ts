import { derivedUuid } from '@tandem/kit';
import type { Directory, Person } from '../users/index.ts';

/** A directory for tests: users by organisation, one home division each. */
export const testDirectory = (users: Readonly<Record<string, readonly Person[]>>): Directory => {
  const home = (org: string) => ({ id: derivedUuid('home', org), name: 'Home' });
  return {
    people: async (org, ids) =>
      new Map((users[org] ?? []).filter(({ id }) => ids.includes(id)).map((p) => [p.id, p])),
    homeDivision: async (org) => home(org),
    division: async (org, id) => (id === home(org).id ? home(org) : null),
    signIns: async (org, ids) =>
      new Map(
        ids.flatMap((id) =>
          (users[org] ?? []).some((one) => one.id === id) ? [[id, 'signedIn' as const]] : [],
        ),
      ),
    liveTokens: async (ids) => new Map(ids.map((id) => [id, 1])),
    permissionsOf: async () => null,
  };
};

export const testPerson = (name: string): Person => ({
  id: derivedUuid('person', name),
  name,
  email: `${name.toLowerCase()}@example.org`,
});
