import type { AuditTopicAuditLogMessage } from '@tandem/contract';
import { createTestClock, type Database, derivedUuid } from '@tandem/kit';
import { silentLog } from '@tandem/kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { platformTestDatabase, testDirectory, wholeLog } from '../testing/index.ts';
import { createRenderEvents } from '../topics/index.ts';
import { type AuditTrail, createAuditIntake } from './audit-intake.ts';

const [here, there] = [derivedUuid('here'), derivedUuid('there')];

describe('the audit log as events', () => {
  let db: Database;
  beforeAll(async () => {
    db = await platformTestDatabase();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.query('truncate event_log');
    await db.query(
      `update audit_reader set xid = '0', id = '00000000-0000-0000-0000-000000000000'`,
    );
  });

  const message = (name: string, org: string, more: object = {}): AuditTopicAuditLogMessage => ({
    id: derivedUuid(name),
    userHomeOrgId: org,
    serviceName: 'ContactCenter',
    level: 'USER',
    eventTime: '2026-01-01T00:00:00.000Z',
    action: 'Create',
    entityType: 'Queue',
    entity: { id: derivedUuid('entity', name), name },
    propertyChanges: [],
    context: {},
    ...more,
  });
  /** An audit log with these entries. */
  const trailOf = (entries: readonly { org: string; message: AuditTopicAuditLogMessage }[]) => {
    const trail: AuditTrail = {
      after: async ({ xid }, limit) =>
        entries
          .map((entry, n) => ({
            ...entry,
            position: { xid: String(n + 1), id: entry.message.id },
            correlationId: `c ${n}`,
          }))
          .filter(({ position }) => Number(position.xid) > Number(xid))
          .slice(0, limit),
    };
    return trail;
  };
  const intakeOf = (trail: AuditTrail, on: Database = db) =>
    createAuditIntake({
      ...{ db: on, trail, log: silentLog, clock: createTestClock() },
      committed: () => {},
    });
  const render = async (org: string, ...wanted: string[]) =>
    createRenderEvents({ db, directory: testDirectory({}), log: silentLog })(
      await wholeLog(db, org),
      new Set(wanted),
    );
  const audits = 'v2.audits.entitytype.{id}.entityid.{id}';

  it('are told once each, to their organisation, with the tokens of who signs in', async () => {
    const user = derivedUuid('user');
    const signIn = message('Ada', here, {
      ...{ action: 'SignIn', entityType: 'User', entity: { id: user, name: 'Ada' } },
    });
    const intake = intakeOf(
      trailOf([
        { org: here, message: message('Support', here) },
        { org: there, message: message('Sales', there) },
        { org: here, message: signIn },
      ]),
    );
    await intake.round();
    await intake.round();
    const ours = await render(here, audits, 'v2.users.{id}.tokens');
    expect(ours.map(({ topicName }) => topicName)).toEqual([
      `v2.audits.entitytype.Queue.entityid.${derivedUuid('entity', 'Support')}`,
      `v2.audits.entitytype.User.entityid.${user}`,
      `v2.users.${user}.tokens`,
    ]);
    expect(ours[0]).toMatchObject({
      correlationId: 'c 0',
      eventBody: { id: derivedUuid('Support'), action: 'Create' },
    });
    expect(ours[2]?.eventBody).toEqual({
      user: { id: user, name: 'Ada' },
      dateCreated: '2026-01-01T00:00:00.000Z',
    });
    expect(await render(there, audits)).toHaveLength(1);
  });

  it('come whole and once through several nodes at a time, however many there are', async () => {
    const entries = Array.from({ length: 450 }, (_, n) => ({
      org: here,
      message: message(`Queue ${n}`, here),
    }));
    const trail = trailOf(entries);
    await Promise.all(
      [intakeOf(trail), intakeOf(trail), intakeOf(trail)].map((one) => one.round()),
    );
    await intakeOf(trail).round();
    const told = await render(here, audits);
    expect(told.map(({ eventBody }) => eventBody['id'])).toEqual(
      entries.map(({ message: { id } }) => id),
    );
  });

  it('are neither lost nor doubled when the process dies in the middle', async () => {
    const trail = trailOf([{ org: here, message: message('Support', here) }]);
    const dying: Database = {
      ...db,
      transaction: (run) =>
        db.transaction(async (tx) => {
          await run(tx);
          throw new Error('killed');
        }),
    };
    await expect(intakeOf(trail, dying).round()).rejects.toThrow('killed');
    expect(await render(here, audits)).toEqual([]);
    await intakeOf(trail).round();
    expect(await render(here, audits)).toHaveLength(1);
  });
});
