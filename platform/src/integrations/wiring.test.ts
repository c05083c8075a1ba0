import { createDestinations, createEventBuses, createNoteAudit } from '@tandem/events';
import { createEgressGuard, createListener, systemIds } from '@tandem/kit';
import { silentLog, testClock } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { platformTestDatabase, testFlowServices } from '../testing/index.ts';
import {
  complete,
  type IntegrationsFixture,
  org,
  otherOrg,
  startIntegrations,
} from './integrations.fixture.ts';

/** Integrations with the destinations and event buses that the product has; nothing is sent. */
const startWired = async () => {
  const db = await platformTestDatabase();
  const clock = testClock();
  const listener = await createListener({
    ...{ connection: db.connection, schema: db.schema, clock, log: silentLog },
  });
  const ids = systemIds;
  const http = {
    request: async () => {
      throw new Error('nobody is called');
    },
    close: async () => {},
  };
  const base = { db, clock, ids, log: silentLog, http, guard: createEgressGuard({ allow: [] }) };
  const audit = createNoteAudit({ clock, ids });
  const secrets = { keep: testFlowServices.keepSecret, open: async () => 'opened' };
  const buses = createEventBuses({ ...base, audit, secrets, committed: () => {} });
  const destinations = createDestinations({
    ...{ ...base, listener, audit, secrets, nodeId: 'node', render: async () => [] },
  });
  destinations.registerDriver({
    ...{ kind: 'embedded', label: 'Event bus', fields: [], envelopes: ['native'] },
    open: async ({ org: owner, source }) => buses.openDriver({ org: owner, source: source.name }),
  });
  const fixture = await startIntegrations({
    ...{ db, clock, audit, destinations: destinations.port, partnerSources: buses.sources },
    checkDelivery: destinations.check,
  });
  return {
    ...fixture,
    async [Symbol.asyncDispose]() {
      await listener.close();
      await db.close();
      await fixture[Symbol.asyncDispose]();
    },
  };
};

const seen = async ({ deps: { db } }: Pick<IntegrationsFixture, 'deps'>, owner = org) => {
  const sources = await db.query<{ name: string; state: string; account: string }>(
    'select name, state, account from partner_source where org = $1 order by name',
    [owner],
  );
  const destinations = await db.query<{ kind: string; state: string; topics: string[] }>(
    'select kind, state, topics from destination where org = $1 order by created_at, id',
    [owner],
  );
  return {
    sources: sources.map(({ name, state, account }) => [name.split('/').at(-1), state, account]),
    destinations: destinations.map(({ kind, state, topics }) => [kind, state, topics.length]),
  };
};

describe('integrations with destinations and event buses', () => {
  it('have a destination and a source as long as they want them', async () => {
    await using f = await startWired();
    const account = complete.awsAccountId;
    const id = await f.running();
    const at = (name: string, more = account) => [[name, 'PENDING', more]];
    expect(await seen(f)).toEqual({
      ...{ sources: at('tandem'), destinations: [['embedded', 'running', 1]] },
    });
    await f.configure(id, { properties: { ...complete, eventFilter: [] } });
    expect(await seen(f)).toMatchObject({ destinations: [['embedded', 'running', 0]] });
    await f.turn(id, 'DISABLED');
    expect(await seen(f)).toEqual({
      ...{ sources: at('tandem'), destinations: [['embedded', 'paused', 0]] },
    });
    await f.turn(id, 'ENABLED');
    const other = { ...complete, eventSourceSuffix: 'other', awsAccountId: '000000000001' };
    await f.configure(id, { properties: other });
    expect(await seen(f)).toEqual({
      ...{ sources: at('tandem'), destinations: [['embedded', 'paused', 0]] },
    });
    await f.turn(id, 'ENABLED');
    expect(await seen(f)).toEqual({
      ...{ sources: at('other', '000000000001'), destinations: [['embedded', 'running', 1]] },
    });
    await f.remove(id);
    expect(await seen(f)).toEqual({ sources: [], destinations: [] });
  });

  it('leave those of another organisation alone', async () => {
    await using f = await startWired();
    const id = await f.running();
    const theirs = await f.stranger.install();
    await f.stranger.configure(theirs, { properties: complete });
    await f.stranger.turn(theirs, 'ENABLED');
    const before = await seen(f);
    await f.stranger.remove(theirs);
    expect(await seen(f, otherOrg)).toEqual({ sources: [], destinations: [] });
    expect(await seen(f)).toEqual(before);
    expect(await f.get(id)).toMatchObject({ reportedState: { code: 'ACTIVE' } });
  });

  it('of two that are activated at once leave nothing of the one that was refused', async () => {
    await using f = await startWired();
    const ids = await Promise.all([f.install(), f.install()]);
    for (const id of ids) await f.configure(id, { properties: complete });
    const turned = await Promise.all(ids.map((id) => f.turn(id, 'ENABLED')));
    expect(turned.map(({ reportedState }) => reportedState?.code).sort()).toEqual([
      'ACTIVE',
      'ERROR',
    ]);
    expect(await seen(f)).toEqual({
      sources: [['tandem', 'PENDING', complete.awsAccountId]],
      destinations: [['embedded', 'running', 1]],
    });
  });
});
