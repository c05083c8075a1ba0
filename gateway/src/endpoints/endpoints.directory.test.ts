import { testClock } from '@tandem/kit/testing';
import { expect, it } from 'vitest';
import { createEndpointDirectory } from './endpoints.directory.ts';
import type { Endpoint } from './endpoints.model.ts';
import type { EndpointStore } from './endpoints.store.ts';

const at = new Date('2026-11-22T10:00:00Z');
const versionOf = (version: number): Endpoint => ({
  ...{ id: 'e', org: 'o', name: 'Chat', token: 't', secretHash: null, locale: 'en', active: true },
  ...{ uploadBytes: null, bot: { kind: 'demo', settings: {} }, handover: null, identity: null },
  ...{ widget: {}, secrets: {}, secretSources: {}, version, createdAt: at, modifiedAt: at },
});

/** A directory whose reads are answered one by one, in any order. */
const startDirectory = () => {
  const clock = testClock();
  const reads: ((endpoint: Endpoint) => void)[] = [];
  const failures: ((error: Error) => void)[] = [];
  const store: Pick<EndpointStore, 'findById'> = {
    findById: () =>
      new Promise((resolve, reject) => {
        reads.push(resolve);
        failures.push(reject);
      }),
  };
  const directory = createEndpointDirectory({
    store: store as EndpointStore,
    sealer: { seal: async () => '', open: async () => '' },
    secrets: { open: async () => '' },
    providerById: async () => null,
    clock,
  });
  const answer = (read: number, version: number) => reads[read]?.(versionOf(version));
  return { clock, directory, reads, failures, answer };
};

it('what was read later stays, whichever read is answered first', async () => {
  const { directory, reads, answer } = startDirectory();
  const old = directory.byId('e');
  const fresh = directory.fresh('e');
  expect(reads).toHaveLength(2);
  answer(1, 2);
  expect(await fresh).toMatchObject({ version: 2 });
  answer(0, 1);
  expect(await old).toMatchObject({ version: 1 });
  expect(await directory.byId('e')).toMatchObject({ version: 2 });
  expect(reads).toHaveLength(2);
});

it('what is read anew does not uncover an older read', async () => {
  const { directory, answer } = startDirectory();
  const old = directory.byId('e');
  const fresh = directory.fresh('e');
  answer(1, 2);
  await fresh;
  const fresher = directory.fresh('e');
  answer(0, 1);
  await old;
  expect(await directory.byId('e')).toMatchObject({ version: 2 });
  answer(2, 3);
  expect(await fresher).toMatchObject({ version: 3 });
  expect(await directory.byId('e')).toMatchObject({ version: 3 });
});

it('what was under way when all was to be forgotten is not remembered', async () => {
  const { directory, reads, answer } = startDirectory();
  const old = directory.byId('e');
  directory.forget();
  answer(0, 1);
  expect(await old).toMatchObject({ version: 1 });
  const now = directory.byId('e');
  expect(reads).toHaveLength(2);
  answer(1, 2);
  expect(await now).toMatchObject({ version: 2 });
});

it('is asked again after a second', async () => {
  const { clock, directory, reads, answer } = startDirectory();
  const first = directory.byId('e');
  answer(0, 1);
  await first;
  await clock.advance(999);
  expect(await directory.byId('e')).toMatchObject({ version: 1 });
  expect(reads).toHaveLength(1);
  await clock.advance(1);
  const next = directory.byId('e');
  answer(1, 2);
  expect(await next).toMatchObject({ version: 2 });
});

it('many who ask at once wait for one read, and those who ask after all was to be forgotten for their own', async () => {
  const { directory, reads, answer } = startDirectory();
  const first = [directory.byId('e'), directory.byId('e')];
  expect(reads).toHaveLength(1);
  directory.forget();
  const later = directory.byId('e');
  expect(reads).toHaveLength(2);
  answer(0, 1);
  expect(await Promise.all(first)).toMatchObject([{ version: 1 }, { version: 1 }]);
  answer(1, 2);
  expect(await later).toMatchObject({ version: 2 });
});

it('a read that fails is not shared with those who ask after it', async () => {
  const { directory, failures, answer, reads } = startDirectory();
  const failed = directory.byId('e');
  failures[0]?.(new Error('gone'));
  await expect(failed).rejects.toThrow('gone');
  const again = directory.byId('e');
  answer(1, 1);
  expect(await again).toMatchObject({ version: 1 });
  expect(reads).toHaveLength(2);
});
