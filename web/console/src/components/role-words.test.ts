import { expect, it } from 'vitest';
import { isOfClient, seededKeyOf } from './role-words.ts';

// The roles belong to another package, which no import of this one may climb into at compile time.
const ROLES = new URL('../../../../identity/src/access/default-roles.ts', import.meta.url).href;

it('has words for every role that an organisation begins with, and for no other', async () => {
  const { defaultRoles } = (await import(ROLES)) as {
    defaultRoles: readonly { description: string }[];
  };
  expect(defaultRoles.length).toBeGreaterThan(4);
  expect(
    defaultRoles.flatMap(({ description }) => (seededKeyOf(description) ? [] : [description])),
  ).toEqual([]);
  expect([seededKeyOf('Our own'), seededKeyOf(undefined)]).toEqual([null, null]);
});

it('knows the roles of single clients, and takes no other for one', () => {
  const name = 'Demo bot side (client 0a1b2c3d)';
  expect(isOfClient({ name, description: 'Permissions of the client Demo bot side.' })).toBe(true);
  expect(isOfClient({ name, description: 'Our own' })).toBe(false);
  expect(isOfClient({ name: 'Agent', description: 'Permissions of the client Agent.' })).toBe(
    false,
  );
  expect(isOfClient({})).toBe(false);
});
