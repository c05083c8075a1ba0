import { auditQueryOperations as ops } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { startTestIdentity } from '../testing/index.ts';

const interval = '2026-01-01T00:00:00.000Z/2026-02-01T00:00:00.000Z';

/** An organisation with ten entries of queues and one of a flow. */
const withEntries = async () => {
  const test = await startTestIdentity();
  const [acme, globex] = [await test.organisation('Acme'), await test.organisation('Globex')];
  for (let i = 0; i < 11; i += 1) {
    await test.clock.advance(1_000);
    await test.identity.usecases.recordAudit({
      org: acme.org,
      actor: { kind: 'user', id: acme.adminId },
      action: i === 10 ? 'publish' : 'members.add',
      entity: { type: i === 10 ? 'flow' : 'queue', id: `q${i}`, name: `Queue ${i}` },
      changes: { users: { to: ['Anna', 'Ben'] }, secret: {} },
      correlationId: 'request',
    });
  }
  await test.clock.advance(1_000);
  return { test, acme, globex };
};

describe('queries of the audit log over the wire', () => {
  it('begin with a transaction, whose results come page by page', async () => {
    const { test, acme, globex } = await withEntries();
    await using _ = test;
    const request = {
      interval,
      serviceName: 'contactcenter',
      sort: [{ name: 'Timestamp', sortOrder: 'ascending' }],
    };
    const started = await acme.call(ops.postAuditsQuery, { body: request });
    expect(started).toMatchObject({ status: 202, body: { state: 'Succeeded', interval } });
    const params = { transactionId: started.body.id };
    const state = await acme.call(ops.getAuditsQueryTransactionId, { params });
    expect(state.body).toEqual(started.body);
    // Later entries do not move the pages.
    await test.clock.advance(1_000);
    await test.identity.usecases.recordAudit({
      org: acme.org,
      actor: { kind: 'system', id: null },
      action: 'delete',
      entity: { type: 'queue', name: 'Later' },
    });
    const names: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { body } = await acme.call(ops.getAuditsQueryTransactionIdResults, {
        params,
        query: { cursor, pageSize: 4 },
      });
      expect(body.entities.length).toBeLessThanOrEqual(4);
      names.push(...body.entities.map((one: { entity: { name: string } }) => one.entity.name));
      cursor = body.cursor;
    }
    expect(names).toEqual(Array.from({ length: 10 }, (_unused, i) => `Queue ${i}`));
    const foreign = await globex.call(ops.getAuditsQueryTransactionId, { params });
    expect(foreign.status).toBe(404);
  });

  it.each(['ascending', 'descending'])(
    'are not moved by what is stored late or removed between two pages (%s)',
    async (sortOrder) => {
      const { test, acme } = await withEntries();
      await using _ = test;
      const started = await acme.call(ops.postAuditsQuery, {
        body: {
          interval,
          serviceName: 'contactcenter',
          sort: [{ name: 'Timestamp', sortOrder }],
        },
      });
      const params = { transactionId: started.body.id };
      const page = async (cursor: string) => {
        const query = { cursor, pageSize: 3 };
        return (await acme.call(ops.getAuditsQueryTransactionIdResults, { params, query })).body;
      };
      const names: string[] = [];
      let cursor: string | undefined = '';
      for (let n = 0; cursor !== undefined; n += 1) {
        const body = await page(cursor);
        names.push(...body.entities.map((one: { entity: { name: string } }) => one.entity.name));
        cursor = body.cursor;
        await test.clock.advance(1_000);
        // Queue 0 and Queue 9, whose page is behind us, go; what happened in the middle long ago comes in.
        await test.db.query(`delete from audit_log where entity_name = any ($1)`, [
          names.slice(0, 1),
        ]);
        for (const at of ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:05.500Z'])
          await test.identity.usecases.recordAudit({
            org: acme.org,
            at: new Date(at),
            actor: { kind: 'system', id: null },
            action: 'delete',
            entity: { type: 'queue', name: `Late ${n}` },
          });
      }
      const all = Array.from({ length: 10 }, (_unused, i) => `Queue ${i}`);
      expect(names).toEqual(sortOrder === 'ascending' ? all : all.toReversed());
    },
  );

  it.each([
    'nonsense',
    '4',
    '-1',
    btoa('2026-01-01 x'),
    btoa('-200000-01-01T00:00:00Z 00000000-0000-8000-8000-000000000001'),
    btoa('x 00000000-0000-8000-8000-000000000001'),
  ])('refuse the cursor %s, which no page had', async (cursor) => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const started = await acme.call(ops.postAuditsQuery, { body: { interval } });
    const params = { transactionId: started.body.id };
    const reply = await acme.call(ops.getAuditsQueryTransactionIdResults, {
      params,
      query: { cursor },
    });
    expect(reply.status).toBe(400);
  });

  it('show an entry as vendor tools read it, secrets without values', async () => {
    const { test, acme } = await withEntries();
    await using _ = test;
    const { body } = await acme.call(ops.postAuditsQueryRealtime, {
      body: {
        interval,
        pageSize: 1,
        filters: [
          { property: 'EntityType', value: 'Queue' },
          { property: 'UserId', value: acme.adminId },
          { property: 'Action', value: 'MembersAdd' },
        ],
      },
    });
    expect(body).toMatchObject({ total: 10, pageCount: 10, pageNumber: 1 });
    expect(body.entities).toMatchObject([
      {
        serviceName: 'ContactCenter',
        entityType: 'Queue',
        action: 'MembersAdd',
        user: { id: acme.adminId, name: 'Acme Admin' },
        entity: { id: 'q9', name: 'Queue 9' },
        propertyChanges: [
          { property: 'users', oldValues: [], newValues: ['Anna', 'Ben'] },
          { property: 'secret', oldValues: [], newValues: [] },
        ],
        context: { correlationId: 'request' },
      },
    ]);
  });

  it.each([
    ['an interval that is none', { interval: 'yesterday' }],
    [
      'an interval that ends before it begins',
      { interval: interval.split('/').toReversed().join('/') },
    ],
    ['a service that is not there', { interval, serviceName: 'Nowhere' }],
    ['a property that is not there', { interval, filters: [{ property: 'Mood', value: 'x' }] }],
    [
      'an entity that is not there',
      { interval, filters: [{ property: 'EntityType', value: 'X' }] },
    ],
  ])('refuse %s', async (_name, body) => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    for (const operation of [ops.postAuditsQuery, ops.postAuditsQueryRealtime])
      expect((await acme.call(operation, { body })).status).toBe(400);
  });

  it('can ask for what the mapping names', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const { body } = await acme.call(ops.getAuditsQueryServicemapping);
    const [queue] = body.services
      .flatMap(({ entities }: { entities: { name: string; actions: string[] }[] }) => entities)
      .filter(({ name }: { name: string }) => name === 'Queue');
    expect(queue.actions).toContain('MembersAdd');
    for (const { name } of body.services)
      expect(
        (await acme.call(ops.postAuditsQuery, { body: { interval, serviceName: name } })).status,
      ).toBe(202);
  });
});
