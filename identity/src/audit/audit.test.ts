import {
  type AuditLogEntry,
  auditOperations,
  authorizationOperations,
  oauthOperations,
  usersOperations,
} from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { homeDivisionId } from '../index.ts';
import { signInToConsole, startTestIdentity } from '../testing/index.ts';

describe('the audit log', () => {
  it('names who signed in, and a client that is gone', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation('Acme');
    const token = await acme.userToken();
    const made = await test.identity.usecases.createClient({
      org: acme.org,
      name: 'Set-up',
      role: 'Master Admin',
    });
    const client = await acme.tokenOf(made.id, made.secret);
    await test.call(
      usersOperations.postUsers,
      { body: { name: 'Ada', email: 'ada@acme.test', divisionId: homeDivisionId(acme.org) } },
      client,
    );
    await test.call(oauthOperations.deleteOauthClient, { params: { clientId: made.id } }, token);
    const { entities } = (await acme.call(auditOperations.getAuditLog)).body;
    const named = entities.map(({ action, actor, entity }: AuditLogEntry) => [
      action,
      actor.name,
      entity.name,
    ]);
    expect(named).toContainEqual(['signIn', 'Acme Admin', 'Acme Admin']);
    expect(named).toContainEqual(['create', 'Set-up', 'Ada']);
  });

  it('tells who did what, newest first, to the own organisation only', async () => {
    await using test = await startTestIdentity();
    const [acme, globex] = [await test.organisation('Acme'), await test.organisation('Globex')];
    const token = await acme.userToken();
    await test.clock.advance(1_000);
    const { body: user } = await test.call(
      usersOperations.postUsers,
      { body: { name: 'Ada', email: 'ada@acme.test', divisionId: homeDivisionId(acme.org) } },
      token,
    );
    await test.clock.advance(1_000);
    await test.call(
      usersOperations.patchUser,
      { params: { userId: user.id }, body: { version: 1, name: 'Ada L.' } },
      token,
    );
    const list = async (query = {}) =>
      (await acme.call(auditOperations.getAuditLog, { query })).body;
    const actor = { kind: 'user', id: acme.adminId, name: 'Acme Admin' };
    expect((await list({ entityId: user.id })).entities).toMatchObject([
      {
        action: 'update',
        actor,
        entity: { type: 'user', id: user.id, name: 'Ada L.' },
        changes: { name: { from: 'Ada', to: 'Ada L.' } },
        correlationId: 'test-correlation',
      },
      { action: 'create', actor, entity: { name: 'Ada' } },
    ]);
    expect((await list({ search: 'ada', pageSize: 1 })).total).toBe(2);
    expect((await list({ search: '100%' })).total).toBe(0);
    expect((await list({ from: test.clock.now().toISOString(), entityType: 'user' })).total).toBe(
      1,
    );
    expect((await list({ actorId: acme.adminId })).total).toBe(3);
    const others = (await globex.call(auditOperations.getAuditLog)).body.entities;
    expect(JSON.stringify(others)).not.toContain('Ada');
  });

  it('keeps nothing of a change that was refused', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const count = async () => (await acme.call(auditOperations.getAuditLog)).body.total as number;
    const before = await count();
    const body = { name: 'Master Admin' };
    await acme.call(authorizationOperations.postAuthorizationRoles, { body });
    await acme.call(oauthOperations.postOauthClients, {
      body: {
        name: 'x',
        authorizedGrantType: 'CLIENT-CREDENTIALS',
        roleIds: ['00000000-0000-4000-8000-000000000000'],
      },
    });
    expect(await count()).toBe(before);
  });

  it('tells of failed sign-ins', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const wrong = { email: acme.adminEmail, password: 'wrong' };
    await expect(signInToConsole(test.call, wrong)).rejects.toThrow();
    const { body } = await acme.call(auditOperations.getAuditLog, {
      query: { entityId: acme.adminId },
    });
    expect(body.entities).toMatchObject([{ action: 'signIn.failed', actor: { kind: 'system' } }]);
  });

  it('takes entries of other packages', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    await test.identity.usecases.recordAudit({
      org: acme.org,
      actor: { kind: 'system', id: null },
      action: 'insecureString',
      entity: { type: 'flow', id: 'flow-1', name: 'Lookup' },
    });
    const { body } = await acme.call(auditOperations.getAuditLog, {
      query: { entityType: 'flow' },
    });
    expect(body.entities).toMatchObject([{ action: 'insecureString', actor: { kind: 'system' } }]);
  });
});
