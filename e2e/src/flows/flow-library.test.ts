import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, createApi } from '../harness/api.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';

type Named = { readonly id: string; readonly name: string };
type Version = { readonly version: number; readonly document: Document; problems: object[] };
type Document = { readonly actions: readonly { readonly settings: Record<string, unknown> }[] };

const flows = { platform: '/tandem/platform/flows', gateway: '/tandem/gateway/flows' };
const halves = [
  ['platform', 'inboundMessage'],
  ['gateway', 'automation'],
] as const;

const planted = 'planted-client-secret';

const documentOf = (kind: string, actions: readonly object[]) => ({
  ...{ language: 1, kind, variables: [], start: 'a', edges: [], actions },
});

const asking = (kind: string, connector: string) =>
  documentOf(kind, [
    { id: 'a', type: 'httpRequest', name: 'Ask', settings: { connector, requestPath: '/x' } },
  ]);

const signingIn = (kind: string, clientSecret: object) =>
  documentOf(kind, [
    {
      ...{ id: 'a', type: 'oauthAuthentication', name: 'Sign in' },
      settings: {
        ...{ environmentUrl: 'https://api.example.org', session: 'Default' },
        ...{ clientId: { kind: 'insecure', value: 'client' }, clientSecret },
      },
    },
  ]);

let tandem: TestTandem;
let admin: Api;
beforeAll(async () => {
  tandem = await startTandem();
  admin = tandem.admin;
}, 120_000);
afterAll(() => tandem?.[Symbol.asyncDispose]());

const addClient = async (name: string, actions: readonly string[]) => {
  const role = await admin.ok<Named>('POST', '/api/v2/authorization/roles', {
    name: `${name} role`,
    permissionPolicies: [{ domain: 'architect', entityName: 'flow', actionSet: actions }],
  });
  const home = await admin.ok<Named>('GET', '/api/v2/authorization/divisions/home');
  const client = await admin.ok<Named & { secret: string }>('POST', '/api/v2/oauth/clients', {
    ...{ name, authorizedGrantType: 'CLIENT-CREDENTIALS' },
    roleDivisions: [{ roleId: role.id, divisionId: home.id }],
  });
  return createApi(tandem.url).clientCredentials(client);
};

describe.each(halves)('flows of the %s in a whole server', (half, kind) => {
  const path = flows[half];

  it('ask for the permission of each operation', async () => {
    const flow = await admin.ok<Named>('POST', path, { name: 'Guarded', kind });
    const viewer = await addClient(`Viewer of the ${half}`, ['view']);
    expect((await viewer.call('GET', `${path}/${flow.id}`)).status).toBe(200);
    const body = { document: documentOf(kind, []) };
    for (const [method, rest, sent] of [
      ['POST', '', { name: 'No', kind }],
      ['PATCH', `/${flow.id}`, { name: 'No' }],
      ['DELETE', `/${flow.id}`, undefined],
      ['POST', `/${flow.id}/copy`, { name: 'No' }],
      ['POST', `/${flow.id}/lock`, undefined],
      ['POST', `/${flow.id}/versions`, body],
      ['POST', `/${flow.id}/publish`, {}],
      ['PUT', `/${flow.id}/labels/Live`, { version: 1 }],
      ['POST', '/import', { content: {} }],
    ] as const) {
      const reply = await viewer.call(method, `${path}${rest}`, sent ? { body: sent } : {});
      expect([method, rest, reply.status]).toEqual([method, rest, 403]);
    }
  });

  it('are found under paths that look like ids', async () => {
    const { templates } = await admin.ok<{ templates: Named[] }>('GET', `${path}/templates`);
    expect(templates.length).toBeGreaterThan(0);
    const catalogue = await admin.ok<{ actions: object[] }>(
      'GET',
      `${path}/catalogue?kind=${kind}`,
    );
    expect(catalogue.actions.length).toBeGreaterThan(10);
    const nobody = await admin.call('GET', `${path}/00000000-0000-8000-8000-000000000001`);
    expect(nobody.status).toBe(404);
    const bad = await admin.call('PUT', `${path}/x/labels/Other`, { body: { version: 1 } });
    expect(bad.status).toBe(400);
  });

  it('seal what is typed into a secret field, tell of it, and take none where the policy forbids it', async () => {
    const secret = { kind: 'insecure', value: planted };
    const { id } = await admin.ok<Named>('POST', path, {
      ...{ name: `Secretive ${half}`, kind, document: signingIn(kind, secret) },
    });
    const shown = await admin.ok<Version>('GET', `${path}/${id}/versions/1`);
    expect(shown.document.actions[0]?.settings['clientSecret']).toEqual({ kind: 'insecure' });
    const saved = await admin.ok<Version>('POST', `${path}/${id}/versions`, {
      ...{ document: shown.document, expectedVersion: 1 },
    });
    expect(saved.problems).toEqual(shown.problems);
    await admin.ok('POST', `${path}/${id}/publish`, { labels: ['Live'] });
    const exported = await admin.ok<object>('GET', `${path}/${id}/export`);
    const other = await admin.ok<object>('GET', `${path}/${id}/versions/2`);
    expect(JSON.stringify([shown, saved, exported, other])).not.toContain(planted);
    await expect
      .poll(async () => {
        const log = await admin.ok<{ entities: { action: string }[] }>(
          'GET',
          `/tandem/audit?entityId=${id}`,
        );
        return log.entities.map(({ action }) => action).toSorted();
      })
      .toEqual(['create', 'insecureString', 'insecureString', 'publish', 'save']);
    await admin.ok('PUT', '/tandem/vault/policy', { insecureStrings: 'forbidden' });
    const refused = await admin.call('POST', `${path}/${id}/versions`, {
      body: { document: signingIn(kind, secret) },
    });
    expect([refused.status, refused.body['code']]).toEqual([
      ...[expect.any(Number), 'vault.insecure.forbidden'],
    ]);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    await admin.ok('PUT', '/tandem/vault/policy', { insecureStrings: 'allowed' });
  });
});

describe('what flows name', () => {
  it('is not deleted: a connector says which flows of both halves it would break', async () => {
    const { consentVersion } = await admin.ok<{ consentVersion: number }>(
      'GET',
      '/tandem/connectors/settings',
    );
    const connector = await admin.ok<Named>('POST', '/tandem/connectors', {
      ...{ kind: 'platform', name: 'Contact centre', scopes: ['routing:readonly'] },
      consent: { textVersion: consentVersion },
    });
    for (const [half, kind] of halves)
      await admin.ok('POST', flows[half], {
        ...{ name: `Asker of the ${half}`, kind, document: asking(kind, 'contact CENTRE') },
      });
    const choices = await admin.ok<{ choices: Named[] }>(
      'GET',
      `${flows.gateway}/choices?resource=connector`,
    );
    expect(choices.choices).toEqual([{ id: connector.id, name: 'Contact centre' }]);
    const refused = await admin.call('DELETE', `/tandem/connectors/${connector.id}`);
    expect(refused.status).toBe(409);
    for (const [half] of halves)
      expect(String(refused.body['message'])).toContain(`Asker of the ${half}`);
  });

  it('is not deleted: a flow says which addresses are routed to it', async () => {
    const flow = await admin.ok<Named>('POST', flows.platform, {
      ...{ name: 'Greeting', kind: 'inboundMessage', template: 'greeting-and-transfer' },
    });
    await admin.ok('POST', `${flows.platform}/${flow.id}/publish`, {});
    const wire = await admin.ok<{ entities: Named[] }>('GET', '/api/v2/flows?name=greeting');
    expect(wire.entities.map(({ id }) => id)).toEqual([flow.id]);
    const integration = await admin.ok<Named>(
      'POST',
      '/api/v2/conversations/messaging/integrations/open',
      {
        ...{ name: 'Web', outboundNotificationWebhookUrl: 'https://example.org/hook' },
        outboundNotificationWebhookSignatureSecretToken: 'a-secret-token-of-the-test',
      },
    );
    await admin.ok('PUT', `/api/v2/routing/message/recipients/${integration.id}`, {
      flow: { id: flow.id },
    });
    const refused = await admin.call('DELETE', `${flows.platform}/${flow.id}`);
    expect(refused.status).toBe(409);
    expect(String(refused.body['message'])).toContain('"Web"');
    const { uses } = await admin.ok<{ uses: object[] }>('GET', `${flows.platform}/${flow.id}/uses`);
    expect(uses).toEqual([{ kind: 'address', id: integration.id, name: 'Web' }]);
  });
});
