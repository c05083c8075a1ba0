import {
  findVersion,
  flowSealedColumns,
  flowSecretContext,
  unboundSecretContext,
} from '@tandem/flows';
import { createDatabase, derivedUuid, silentLog, systemIds } from '@tandem/kit';
import { testClock, testSchemas } from '@tandem/kit/testing';
import { createSealer, rotateKeys, toRootKey } from '@tandem/vault';
import { describe, expect, it } from 'vitest';
import { migrationSets } from './databases.ts';

const [acme, globex] = [derivedUuid('acme'), derivedUuid('globex')];

describe.each(['platform', 'gateway'] as const)('insecure strings in flows of the %s', (half) => {
  it('are sealed anew with the keys of their organisation, in every version, each for its place from then on', async () => {
    await using schemas = await testSchemas(migrationSets);
    const open = (schema: string) =>
      createDatabase({ connection: schemas.connection, schema, log: silentLog, max: 4 });
    await using core = open('core');
    await using db = open(half);
    const clock = testClock();
    const rootKey = toRootKey(Buffer.alloc(32, 5));
    const sealer = createSealer({ db: core, rootKey, ids: systemIds, clock });
    const flowOf = (org: string) => derivedUuid('flow', org);
    for (const org of [acme, globex]) {
      await db.query(
        `insert into flow (id, org, name, type, created_at, modified_at) values ($1, $2, 'F', 'T', now(), now())`,
        [flowOf(org), org],
      );
      for (const version of [1, 2, 10]) {
        const sealed = await sealer.seal(org, unboundSecretContext, `secret ${version}`);
        const actions = [{ id: 'a', settings: { clientSecret: { kind: 'insecure' } } }];
        const initial = { kind: 'insecure' };
        const variables = [{ name: 'pin', type: 'String', secure: true, initial }];
        const text = sealed.toString('base64');
        await db.query(
          `insert into flow_version (flow, org, version, document, secrets, created_at)
           values ($1, $2, $3, $4, $5, now())`,
          [
            ...[flowOf(org), org, version, JSON.stringify({ variables, actions })],
            JSON.stringify({ 'a.clientSecret': text, 'variable:pin': text }),
          ],
        );
      }
    }
    const sealedIn = async (org: string, version: number) => {
      const record = await findVersion(db, flowOf(org), version);
      const { actions = [], variables = [] } = record?.document ?? {};
      return [actions[0]?.settings['clientSecret'], variables[0]?.initial].map((secret) =>
        Buffer.from((secret as { readonly sealed: string }).sealed, 'base64'),
      ) as [Buffer, Buffer];
    };
    const sealedOf = async (org: string, version: number) => (await sealedIn(org, version))[0];
    const before = await sealedOf(acme, 2);
    const untouched = await sealedOf(globex, 2);
    const rotate = () =>
      rotateKeys({
        ...{ db: core, sealer, clock, organisations: [acme], onProgress: () => {} },
        columns: flowSealedColumns.map((column) => ({ ...column, db })),
        audit: async () => {},
      });
    const boundIn = async (org: string) =>
      (
        await db.query<{ bound: boolean }>(
          'select secrets_bound as bound from flow_version where org = $1',
          [org],
        )
      ).map(({ bound }) => bound);
    const [rotated] = await rotate();
    expect(rotated).toMatchObject({ resealed: 3, unreadable: 0 });
    expect((await sealedOf(acme, 2)).equals(before)).toBe(false);
    expect((await sealedOf(globex, 2)).equals(untouched)).toBe(true);
    const places = ['a.clientSecret', 'variable:pin'];
    const contexts = places.map((place) => flowSecretContext(flowOf(acme), place));
    const openAll = async () => {
      for (const version of [1, 2, 10])
        for (const [at, sealed] of (await sealedIn(acme, version)).entries())
          expect(await sealer.open(acme, contexts[at] ?? '', sealed)).toBe(`secret ${version}`);
    };
    await openAll();
    expect(await boundIn(acme)).toEqual([true, true, true]);
    expect(await boundIn(globex)).toEqual([false, false, false]);
    await rotate();
    await openAll();
  });
});
