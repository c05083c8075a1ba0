import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { silentLog, systemClock, systemIds } from '@tandem/kit';
import { testFolder } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import type { Ready } from './first-run.ts';
import { readServerSettings } from './settings.ts';
import { startServer } from './start-server.ts';

const start = (env: NodeJS.ProcessEnv, onReady?: (ready: Ready) => void) =>
  startServer({
    settings: readServerSettings({ PORT: '0', ...env }),
    clock: systemClock,
    ids: systemIds,
    log: silentLog,
    ...(onReady ? { onReady } : {}),
  });

/** What a start tells the operator. */
const told = async (env: NodeJS.ProcessEnv): Promise<Ready> => {
  const heard: Ready[] = [];
  await using _server = await start(env, (ready) => heard.push(ready));
  expect(heard).toHaveLength(1);
  return heard[0] as Ready;
};

const killed = () => {
  throw new Error('killed');
};

type Wire = (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;

const wireOf = async (server: Awaited<ReturnType<typeof start>>): Promise<Wire> => {
  const [org] = await server.core.identity.directory.organisations();
  const { createClient } = server.core.identity.usecases;
  const client = await createClient({ org: org?.id ?? '', name: 'test', role: 'Master Admin' });
  const granted = await fetch(`${server.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token } = (await granted.json()) as { access_token: string };
  return async (method, path, body) => {
    const reply = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await reply.json()) as Record<string, unknown>;
  };
};

describe('the first start', () => {
  it('creates nothing when its port is taken; the next one tells the password and loads the demo', async () => {
    await using folder = await testFolder();
    const env = { TANDEM_DATA: join(folder.path, 'data') };
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    await expect(start({ ...env, PORT: String(port) }, () => {})).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    taken.close();
    expect(existsSync(env.TANDEM_DATA)).toBe(false);
    expect(await told(env)).toMatchObject({
      admin: 'admin@tandem.local',
      firstRun: true,
      generatedPassword: expect.stringMatching(/^[\w-]{20}$/),
    });
    const later = await told(env);
    expect(later).toMatchObject({ admin: 'admin@tandem.local', firstRun: false });
    expect(later).not.toHaveProperty('generatedPassword');
  }, 60_000);

  it('is finished by the next start wherever it was cut short', async () => {
    await using folder = await testFolder();
    const env = { TANDEM_DATA: join(folder.path, 'data') };
    {
      // Cut short within the demo: what it had made so far, and before anybody was told a password.
      await using unready = await start({ ...env, TANDEM_DEMO: 'off' });
      const wire = await wireOf(unready);
      await wire('POST', '/api/v2/routing/queues', { name: 'Support' });
      await wire('POST', '/api/v2/routing/wrapupcodes', { name: 'Resolved' });
      await wire('POST', '/api/v2/conversations/messaging/integrations/open', {
        name: 'demo-web-chat',
        outboundNotificationWebhookUrl: 'https://example.com/lost',
        outboundNotificationWebhookSignatureSecretToken: 'nobody knows this one',
      });
      const { createClient } = unready.core.identity.usecases;
      const org = unready.firstRun?.org ?? '';
      await createClient({ org, name: 'Demo set-up', role: 'Master Admin', bundled: true });
    }
    // Cut short while telling.
    await expect(start(env, killed)).rejects.toThrow('killed');
    const { admin, generatedPassword } = await told(env);
    expect(generatedPassword).toMatch(/^[\w-]{20}$/);
    await using server = await start(env);
    expect(server.firstRun).toBeNull();
    const [org] = await server.core.identity.directory.organisations();
    expect(admin).toBe(await server.core.identity.directory.firstAdmin(org?.id ?? ''));
    const wire = await wireOf(server);
    const names = async (path: string) =>
      ((await wire('GET', path))['entities'] as { name: string }[]).map(({ name }) => name);
    expect(await names('/api/v2/routing/queues')).toEqual(['Support']);
    expect(await names('/api/v2/conversations/messaging/integrations/open')).toEqual([
      'demo-web-chat',
    ]);
    expect(await names('/tandem/gateway/endpoints')).toEqual(['Demo web chat']);
    const found = await wire('POST', '/tandem/gateway/knowledge/search', {
      ...{ query: 'how long does a refund take', language: 'en' },
    });
    expect(JSON.stringify(found)).toContain('three to five working days');
    expect((await names('/api/v2/oauth/clients')).sort()).toEqual([
      'Demo bot side',
      'test',
      'test',
    ]);
  }, 60_000);

  it('ends with a copilot that helps, also where only that was missing', async () => {
    await using folder = await testFolder();
    const env = { TANDEM_DATA: join(folder.path, 'data') };
    {
      await using unready = await start({ ...env, TANDEM_DEMO: 'off' });
      const wire = await wireOf(unready);
      await wire('POST', '/tandem/gateway/endpoints', {
        ...{ name: 'Demo web chat', locale: 'en', bot: { kind: 'demo' } },
      });
    }
    await expect(start(env, killed)).rejects.toThrow('killed');
    await using server = await start(env);
    const wire = await wireOf(server);
    const copilotOf = async () => {
      const { entities } = await wire('GET', '/tandem/gateway/endpoints');
      const [endpoint] = entities as { id: string }[];
      return wire('GET', `/tandem/gateway/endpoints/${endpoint?.id}/copilot`);
    };
    expect(await copilotOf()).toMatchObject({ enabled: true, linkInTranscript: false, version: 1 });
  }, 60_000);
});
