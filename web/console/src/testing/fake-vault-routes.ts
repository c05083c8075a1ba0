import { randomUUID } from 'node:crypto';
import { lockerRights } from '@tandem/contract';
import { type FakeRoutes, failure, found, listing } from './fake-http.ts';

const at = '2026-01-01T00:00:00.000Z';
const owner = { id: '00000000-0000-4000-8000-000000000002', name: 'Ada Lovelace' };

const locker = () => ({
  id: 'locker-1',
  name: 'Payments',
  description: 'What the payment flows need',
  credentialCount: 1,
  memberCount: 1,
  roles: ['owner'],
  rights: Object.keys(lockerRights),
  dateCreated: at,
  dateModified: at,
  members: [{ user: owner, role: 'owner' }],
  consumers: [{ id: 'role-agent', name: 'Agent' }],
});

const credential = () => ({
  id: 'credential-1',
  name: 'Bank',
  description: '',
  locker: { id: 'locker-1', name: 'Payments' },
  owner,
  store: { kind: 'internal' },
  attributes: ['password', 'pin'].map((name, index) => ({
    id: `attribute-${name}`,
    name,
    description: '',
    input: index === 0 ? 'standard' : 'userProvided',
    masked: true,
    hasValue: index === 0,
    valueCount: 1 - index,
  })),
  editable: true,
  lastUsed: null,
  uses30Days: 0,
  version: 1,
  dateCreated: at,
  dateModified: at,
});

/** One locker with one credential, of which a value is asked. */
export function vaultRoutes(): FakeRoutes {
  const lockers = [locker()];
  const credentials = [credential()];
  let insecureStrings = 'allowed';
  return {
    'GET /tandem/vault/lockers': ({ query }) => listing(lockers, query),
    'POST /tandem/vault/lockers': ({ body }) => {
      if (lockers.some(({ name }) => name === body['name']))
        return failure(409, 'vault.locker.name.taken', 'A locker of that name exists already.');
      const made = { ...locker(), ...body, id: randomUUID() };
      lockers.push(made);
      return { status: 201, body: made };
    },
    'GET /tandem/vault/lockers/{lockerId}': ({ params }) =>
      found(lockers.find(({ id }) => id === params['lockerId'])),
    'GET /tandem/vault/credentials': ({ query }) => listing(credentials, query),
    'GET /tandem/vault/credentials/{credentialId}': ({ params }) =>
      found(credentials.find(({ id }) => id === params['credentialId'])),
    'GET /tandem/vault/requests': ({ query }) =>
      listing(
        credentials.map(({ id, name, locker: holder, attributes }) => ({
          credential: { id, name },
          locker: holder,
          attribute: attributes[1],
        })),
        query,
      ),
    'GET /tandem/vault/policy': () => ({
      status: 200,
      body: { insecureStrings, externalStore: false },
    }),
    'PUT /tandem/vault/policy': ({ body }) => {
      insecureStrings = String(body['insecureStrings']);
      return { status: 200, body: { insecureStrings, externalStore: false } };
    },
  };
}
