import { topicSchemas } from '@tandem/contract';
import { type Database, derivedUuid } from '@tandem/kit';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { startTestIdentity } from '../testing/index.ts';
import type { TrailEntry } from './audit-trail.ts';

const start = { xid: '0', id: '00000000-0000-0000-0000-000000000000' };

describe('the trail of the audit log', () => {
  /** Until something comes: transactions of other tests on the server hold the readers back. */
  const entriesOf = async (
    trail: { after: (from: typeof start, limit: number) => Promise<readonly TrailEntry[]> },
    names: readonly string[],
    from = start,
  ) => {
    let found: readonly TrailEntry[] = [];
    await expect
      .poll(async () => {
        found = (await trail.after(from, 100)).filter(({ message }) =>
          names.includes(message.entity?.name ?? ''),
        );
        return found.length;
      })
      .toBe(names.length);
    return found;
  };
  const noteOf = (org: string, name: string) => ({
    org,
    actor: { kind: 'system' as const, id: null },
    action: 'create',
    entity: { type: 'queue', id: derivedUuid(name), name },
    changes: { name: { to: name } },
    correlationId: `request ${name}`,
  });

  it('tells every entry of every organisation once, in the body of its topic', async () => {
    await using test = await startTestIdentity();
    const [acme, globex] = [await test.organisation('Acme'), await test.organisation('Globex')];
    const { auditTrail: trail, usecases } = test.identity;
    await usecases.recordAudit(noteOf(acme.org, 'Support'));
    await usecases.recordAudit(noteOf(globex.org, 'Sales'));
    const found = await entriesOf(trail, ['Support', 'Sales']);
    expect(found.map(({ org }) => org)).toEqual([acme.org, globex.org]);
    const schema = topicSchemas['v2.audits.entitytype.{id}.entityid.{id}'];
    for (const { message } of found) expect([...Value.Errors(schema, message)]).toEqual([]);
    expect(found[0]).toMatchObject({
      correlationId: 'request Support',
      message: {
        userHomeOrgId: acme.org,
        serviceName: 'ContactCenter',
        level: 'SYSTEM',
        action: 'Create',
        entityType: 'Queue',
        entity: { id: derivedUuid('Support'), name: 'Support' },
        propertyChanges: [{ property: 'name', oldValues: [], newValues: ['Support'] }],
      },
    });
    // Each place is behind the one before: nothing comes twice.
    const [, second] = found;
    expect(await entriesOf(trail, ['Sales'], found[0]?.position)).toEqual([second]);
  });

  it('passes over no entry whose transaction is still open', async () => {
    await using test = await startTestIdentity();
    const { org } = await test.organisation('Acme');
    const { auditTrail: trail, usecases } = test.identity;
    const { noteAudit: audit } = usecases;
    const db: Database = test.db;
    await db.transaction(async (slow) => {
      await audit(slow, noteOf(org, 'Slow'));
      await audit(db, noteOf(org, 'Quick'));
      const names = (await trail.after(start, 100)).map(({ message }) => message.entity?.name);
      expect(names).not.toContain('Quick');
    });
    const found = await entriesOf(trail, ['Slow', 'Quick']);
    expect(found.map(({ message }) => message.entity?.name)).toEqual(['Slow', 'Quick']);
  });
});
