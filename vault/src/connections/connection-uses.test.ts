import { connectionOperations as operations } from '@tandem/contract';
import { systemIds } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { startTestConnections } from './testing/people.ts';

const [org, otherOrg] = [systemIds.uuid(), systemIds.uuid()];

describe('the deletion of an OAuth connection', () => {
  it('names the flows and connectors that use it, and is done when it is wanted all the same', async () => {
    await using at = await startTestConnections();
    const [ada, eve] = [at.person(org), at.person(otherOrg)];
    const body = {
      ...{ name: 'Robot', provider: 'custom', grant: 'clientCredentials', clientId: 'robot' },
      ...{ clientSecret: 'planted-secret', tokenUrl: 'http://127.0.0.1:9/token' },
    };
    const { id } = (await ada.call(operations.postConnections, { body })).body;
    const params = { connectionId: id };
    at.uses.set(`${org} ${id}`, [{ id: 'f1', name: 'Look up' }]);
    const now = at.clock.now();
    for (const [of, name] of [
      [org, 'Shop'],
      [otherOrg, 'Theirs'],
    ])
      await at.db.query(
        `insert into connector (org, id, name, kind, access, scopes, settings, connection, state, consent_kind,
           consent_by, consent_name, consent_at, consent_version, version, created_at, modified_at)
         values ($1, $2, $3, 'custom', 'read', '{}', '{}', $4, 'active', 'user', $2, 'Ada', $5, 1, 1, $5, $5)`,
        [of, systemIds.uuid(), name, id, now],
      );
    expect((await ada.call(operations.getConnectionUses, { params })).body).toMatchObject({
      flows: [{ id: 'f1', name: 'Look up' }],
      connectors: [{ name: 'Shop' }],
    });
    expect((await eve.call(operations.getConnectionUses, { params })).status).toBe(404);
    const refused = await ada.call(operations.deleteConnection, { params });
    expect(refused).toMatchObject({ status: 409, body: { code: 'connection.in.use' } });
    expect(refused.body.message).toContain('Look up, Shop');
    expect((await ada.call(operations.getConnection, { params })).status).toBe(200);
    const query = { force: true };
    expect((await ada.call(operations.deleteConnection, { params, query })).status).toBe(204);
    expect(at.notes.at(-1)).toMatchObject({
      action: 'delete',
      changes: { usedBy: { from: ['Look up', 'Shop'] } },
    });
  });
});
