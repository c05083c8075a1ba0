import { auditOperations } from '@tandem/contract';
import { silentLog } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { startTestIdentity } from '../testing/index.ts';
import { createAuditRetention } from './index.ts';

const dayMs = 24 * 3_600_000;

describe('retention of the audit log', () => {
  it('removes old entries of every organisation and keeps the others', async () => {
    await using test = await startTestIdentity();
    const { db, clock } = test;
    const [acme, globex] = [await test.organisation('Acme'), await test.organisation('Globex')];
    const record = (org: string, name: string) =>
      test.identity.usecases.recordAudit({
        org,
        actor: { kind: 'system', id: null },
        action: 'update',
        entity: { type: 'flow', name },
      });
    const days = 40;
    await clock.advance(days * dayMs);
    await record(acme.org, 'young');
    const retention = (keep: number) =>
      createAuditRetention({ db, clock, log: silentLog, days: keep, pauseMs: 0 });
    expect(await retention(0).round()).toEqual({});
    const [before] = await db.query<{ n: number }>('select count(*) as n from audit_log');
    expect(await retention(30).round()).toEqual({ auditLog: (before?.n ?? 0) - 1 });
    const { body } = await acme.call(auditOperations.getAuditLog, {
      query: { entityType: 'flow' },
    });
    expect(body.entities).toMatchObject([{ entity: { name: 'young' } }]);
    const [left] = await db.query('select 1 from audit_log where org = $1', [globex.org]);
    expect(left).toBeUndefined();
    expect(await retention(30).round()).toEqual({ auditLog: 0 });
  });

  it('stores an entry once, however often it is brought', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation('Acme');
    const entry = {
      org: acme.org,
      id: '11111111-1111-4111-8111-111111111111',
      at: new Date('2026-01-01T00:00:00.000Z'),
      actor: { kind: 'system', id: null },
      action: 'update',
      entity: { type: 'queue', name: 'Support' },
    } as const;
    for (let i = 0; i < 2; i += 1) await test.identity.usecases.recordAudit(entry);
    const { body } = await acme.call(auditOperations.getAuditLog, {
      query: { entityType: 'queue' },
    });
    expect(body.entities).toMatchObject([{ id: entry.id, at: '2026-01-01T00:00:00.000Z' }]);
    expect(body.total).toBe(1);
  });
});
