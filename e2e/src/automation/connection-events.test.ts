import type { FlowExecution, Listing } from '@tandem/contract';
import { createDatabase, silentLog } from '@tandem/kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectionOf } from '../harness/postgres-of.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';

let tandem: TestTandem;
beforeAll(async () => {
  tandem = await startTandem();
}, 120_000);
afterAll(() => tandem?.[Symbol.asyncDispose]());

const everybody = '00000000-0000-0000-0000-000000000000';

it('a connection that somebody has to sign in to again starts a flow', async () => {
  const { admin, org } = tandem;
  const request = {
    ...{ name: 'CRM', provider: 'custom', grant: 'authorizationCode', clientId: 'id' },
    ...{ clientSecret: 'secret', scopes: ['read'] },
    ...{ tokenUrl: `${tandem.url}/oauth/token`, authorizationUrl: `${tandem.url}/oauth/authorize` },
  };
  const { id } = await admin.ok<{ id: string }>('POST', '/tandem/connections', request);
  // As after a sign-in.
  await using core = createDatabase({
    ...{
      connection: await connectionOf(tandem.dataFolder),
      schema: 'core',
      log: silentLog,
      max: 1,
    },
  });
  await core.query(
    `insert into connection_grant (org, connection, user_id, state, token_version) values ($1, $2, $3, 'active', 1)
     on conflict (org, connection, user_id) do update set state = 'active'`,
    [org, id, everybody],
  );
  const document = {
    ...{ language: 1, kind: 'automation', start: 'a', edges: [] },
    variables: [
      { name: 'event', type: 'JSON', input: true },
      { name: 'name', type: 'String', output: true },
    ],
    actions: [
      {
        ...{ id: 'a', type: 'setVariable', name: 'a' },
        settings: {
          assignments: [{ variable: 'name', value: '{{ event.data.connectionName }}' }],
        },
      },
    ],
  };
  const flows = '/tandem/gateway/flows';
  const body = { name: 'Tell somebody', kind: 'automation', document };
  const flow = await admin.ok<{ id: string }>('POST', flows, body);
  await admin.ok('POST', `${flows}/${flow.id}/publish`, { labels: ['Live'] });
  await admin.ok('POST', `${flows}/${flow.id}/triggers`, {
    ...{ kind: 'event', event: 'connection.needsReauthorization' },
    pattern: { connectionId: id },
  });
  await admin.ok('PUT', `/tandem/connections/${id}`, { ...request, scopes: ['write'] });
  const path = `${flows}/${flow.id}/executions`;
  const run = await until('the run', async () => {
    const [found] = (await admin.ok<Listing<FlowExecution>>('GET', path)).entities ?? [];
    return found?.dateEnded ? found : null;
  });
  expect(run).toMatchObject({ status: 'ended', origin: 'event' });
  const detail = await admin.ok<{ outputs: object }>('GET', `${path}/${run.id}`);
  expect(detail.outputs).toEqual({ name: 'CRM' });
  expect(await core.query('select 1 from vault_event')).toEqual([]);
});
