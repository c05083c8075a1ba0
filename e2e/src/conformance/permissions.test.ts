import type { OperationSpec } from '@tandem/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, createApi } from '../harness/api.ts';
import type { TestTandem } from '../harness/tandem.ts';
import { startSite } from './site.ts';
import {
  callOperation,
  describedOf,
  describedOperations,
  fill,
  nameOf,
} from './wire-operations.ts';

/** What needs no token of the API, and why. */
const publicPaths: readonly (readonly [RegExp, string])[] = [
  [/^\/oauth\/|^\/logout$/, 'signing in comes before a token'],
  [/^\/api\/v2\/(uploads|downloads)\//, 'the address itself is signed'],
  [/^\/tandem\/platform\/flow-jobs\//, 'the address itself is signed'],
  [/^\/f\/\{key\}$/, 'the address itself is signed'],
  [/\/v3\/directline\//, 'Direct Line has tokens of its own'],
  [/^\/handover\/genesysCloudOM$/, 'the body is signed'],
  [/^\/handover\/(webhook|chatwoot)\/\{ownerId\}$/, 'the body is signed, or the address proves it'],
  [/^\/channels\/\{channelToken\}$/, 'the vendor of the channel signs'],
  [/^\/copilot\/api\//, 'the link of the copilot has a token of its own'],
  [/^\/(endpoints|demo)\/\{endpointToken\}$/, 'what a chat in a page asks for first'],
  [/^\/botconnector\/\{endpointId\}$/, 'a verify token proves the call'],
  [/^\/demo\/orders\/\{orderId\}$/, 'the order system of the demonstration'],
];

let site: TestTandem;
let powerless: Api;
let protectedOperations: readonly OperationSpec[];
beforeAll(async () => {
  site = await startSite();
  const client = await site.server.core.identity.usecases.createClient({
    org: site.org,
    name: 'Without any role',
  });
  powerless = await createApi(site.url).clientCredentials(client);
  protectedOperations = describedOf(site.server.operations).filter(
    ({ access }) => access !== 'public',
  );
});
afterAll(() => site[Symbol.asyncDispose]());

const askedBy = ({ permission }: OperationSpec) => [
  ...(permission?.all ?? []),
  ...(permission?.any ?? []),
];

describe('every operation', () => {
  it('that is served is described by the contract, or is public for a known reason', () => {
    const described = new Map(describedOperations.map((each) => [nameOf(each), each]));
    const open = [...site.server.operations].filter((name) => {
      const operation = described.get(name);
      return !operation || operation.access === 'public';
    });
    const unexplained = open.filter((name) => {
      const path = name.slice(name.indexOf(' ') + 1);
      return !publicPaths.some(([pattern]) => pattern.test(path));
    });
    expect(unexplained).toEqual([]);
    expect(protectedOperations.length).toBeGreaterThan(200);
  });

  it('asks for a token: 401 with the body of an error', async () => {
    const wrong: string[] = [];
    for (const operation of protectedOperations) {
      for (const headers of [{}, { authorization: 'Bearer of-nobody' }]) {
        const response = await fetch(`${site.url}${fill(operation.path)}`, {
          method: operation.method,
          headers,
        });
        const body = operation.method === 'HEAD' ? null : ((await response.json()) as object);
        const sound =
          response.status === 401 &&
          response.headers.get('inin-correlation-id') !== null &&
          (body === null || ('code' in body && 'contextId' in body));
        if (!sound) wrong.push(`${nameOf(operation)}: ${response.status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('that asks for a permission names it to who has none, before it looks at anything else', async () => {
    const guarded = protectedOperations.filter((operation) => askedBy(operation).length > 0);
    expect(guarded.length).toBeGreaterThan(150);
    const wrong: string[] = [];
    for (const operation of guarded) {
      const { status, body } = await callOperation(powerless, operation, { body: undefined });
      const { code, message = '' } = body as { code?: string; message?: string };
      const named = askedBy(operation).every((permission) => message.includes(permission));
      const expected =
        operation.permission?.all && operation.permission.all.length > 0
          ? 'missing.permissions'
          : 'missing.any.permissions';
      const named403 =
        status === 403 && (operation.method === 'HEAD' || (named && code === expected));
      if (!named403) wrong.push(`${nameOf(operation)}: ${status} ${code} ${message}`);
    }
    expect(wrong).toEqual([]);
  });

  it('that asks for no permission answers who has none without a server error', async () => {
    const free = protectedOperations.filter((operation) => askedBy(operation).length === 0);
    // Ends the token that the others are called with.
    const last = 'DELETE /api/v2/tokens/me';
    const wrong: string[] = [];
    for (const operation of free.filter((each) => nameOf(each) !== last)) {
      const { status, body } = await callOperation(powerless, operation);
      if (status >= 500) wrong.push(`${nameOf(operation)}: ${status} ${JSON.stringify(body)}`);
      if (status === 401) wrong.push(`${nameOf(operation)}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });
});
