import { join } from 'node:path';
import { testFolder } from '@tandem/kit/testing';
import { expect, it, onTestFinished } from 'vitest';
import { createApi } from '../harness/api.ts';
import { startProcess } from '../harness/server-process.ts';
import { adminEmail, adminPassword } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';

type Endpoint = { id: string; handover: { settings: { host: string } } };
type Checks = { checks: { check: string; state: string; message: string }[] };
type Audit = { entities: { action: string; entity: { type: string } }[] };

it('the demo’s connection is clean from the first start on, and on another port after the next', async () => {
  const folder = await testFolder({ on: 'disk' });
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const env = {
    TANDEM_DATA: join(folder.path, 'data'),
    TANDEM_DEMO: 'on',
    TANDEM_ADMIN_EMAIL: adminEmail,
    TANDEM_ADMIN_PASSWORD: adminPassword,
  };
  const urls: string[] = [];
  for (const _start of ['first', 'second']) {
    const server = await startProcess({ ...env, TANDEM_EGRESS_ALLOW: '' });
    try {
      urls.push(server.url);
      const admin = await createApi(server.url).signIn({
        email: adminEmail,
        password: adminPassword,
      });
      const path = '/tandem/gateway/endpoints';
      const { entities } = await admin.ok<{ entities: Endpoint[] }>('GET', path);
      expect(entities.map(({ handover }) => handover.settings.host)).toEqual([server.url]);
      const { checks } = await admin.ok<Checks>('POST', `${path}/${entities[0]?.id}/test`);
      expect(checks.map(({ check, state }) => `${check} ${state}`)).toEqual([
        'host ok',
        'credentials ok',
        'integration ok',
        'queue ok',
        'webhookUrl ok',
        // Judged by what was delivered, and nothing was yet.
        'signature warning',
        'permissions ok',
      ]);
      await until('the change is in the audit log', async () => {
        const log = await admin.ok<Audit>('GET', '/tandem/audit?entityType=endpoint');
        // Its secrets are typed in, which the log tells of too.
        const changes = log.entities.filter(({ action }) => action !== 'insecureString');
        // At the first start its copilot is switched on as well.
        return changes.length === urls.length + 1;
      });
    } finally {
      await server.stop();
    }
  }
  expect(new Set(urls).size).toBe(2);
});
