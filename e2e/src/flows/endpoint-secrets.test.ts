import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Api } from '../harness/api.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';

type Named = { readonly id: string; readonly name: string };
type Part = { readonly settings: object; readonly secretSources: Record<string, object> };
type Endpoint = Named & { readonly bot: { readonly kind: string }; readonly handover: Part };
type Check = { readonly check: string; readonly state: string; readonly message: string };

let tandem: TestTandem;
let admin: Api;
beforeAll(async () => {
  tandem = await startTandem();
  admin = tandem.admin;
}, 120_000);
afterAll(() => tandem?.[Symbol.asyncDispose]());

const addClient = async () => {
  const role = await admin.ok<Named>('POST', '/api/v2/authorization/roles', {
    name: 'Handover',
    permissionPolicies: [{ domain: 'routing', entityName: 'queue', actionSet: ['view'] }],
  });
  const home = await admin.ok<Named>('GET', '/api/v2/authorization/divisions/home');
  return admin.ok<Named & { secret: string }>('POST', '/api/v2/oauth/clients', {
    ...{ name: 'Handover', authorizedGrantType: 'CLIENT-CREDENTIALS' },
    roleDivisions: [{ roleId: role.id, divisionId: home.id }],
  });
};

const credentialsOf = async ({ id }: Named) => {
  const path = `/tandem/gateway/endpoints/${id}/test`;
  const { checks } = await admin.ok<{ checks: Check[] }>('POST', path);
  return checks.find(({ check }) => check === 'credentials');
};

describe('secrets of an endpoint in a whole server', () => {
  it('come from a variable and a credential of the vault, with the value they have now', async () => {
    const client = await addClient();
    const variable = await admin.ok<Named>('POST', '/tandem/variables', {
      ...{ name: 'HANDOVER_SECRET', type: 'String', secure: true, value: client.secret },
    });
    const locker = await admin.ok<Named>('POST', '/tandem/vault/lockers', { name: 'Chat' });
    const attributes = [{ name: 'secret', value: 'secret of the webhook' }];
    const credential = await admin.ok<Named & { attributes: Named[] }>(
      ...(['POST', '/tandem/vault/credentials'] as const),
      { name: 'Webhook', lockerId: locker.id, attributes },
    );
    const endpoint = await admin.ok<Endpoint>('POST', '/tandem/gateway/endpoints', {
      ...{ name: 'Chat', bot: { kind: 'demo' } },
      handover: {
        kind: 'genesys-cloud-open-messaging',
        settings: {
          ...{ host: tandem.url, deploymentName: 'Chat', clientId: client.id },
          clientSecret: { kind: 'variable', name: 'HANDOVER_SECRET' },
          webhookSecret: { kind: 'credential', credential: 'webhook', attribute: 'Secret' },
        },
      },
    });
    expect(endpoint.handover.secretSources).toEqual({
      clientSecret: { kind: 'variable', name: 'HANDOVER_SECRET' },
      webhookSecret: {
        ...{ kind: 'credential', credential: credential.id },
        attribute: credential.attributes[0]?.id,
      },
    });
    expect(await credentialsOf(endpoint)).toMatchObject({ state: 'ok' });
    await admin.ok('PUT', `/tandem/variables/${variable.id}`, {
      ...{ name: 'HANDOVER_SECRET', type: 'String', secure: true, value: 'another one' },
    });
    expect(await credentialsOf(endpoint)).toMatchObject({ state: 'failed' });
    await admin.ok('DELETE', `/tandem/variables/${variable.id}`);
    const gone = await credentialsOf(endpoint);
    expect(gone?.message).toContain('The variable "HANDOVER_SECRET" has no value.');
  });

  it('are no insecure strings where the policy forbids them', async () => {
    const settings = { url: 'https://bot.example/hook', secret: 'planted-insecure' };
    const body = { name: 'Bot', bot: { kind: 'webhook', settings } };
    await admin.ok('PUT', '/tandem/vault/policy', { insecureStrings: 'forbidden' });
    const refused = await admin.call('POST', '/tandem/gateway/endpoints', { body });
    expect(refused).toMatchObject({ status: 403, body: { code: 'vault.insecure.forbidden' } });
    await admin.ok('PUT', '/tandem/vault/policy', { insecureStrings: 'allowed' });
    await admin.ok('POST', '/tandem/gateway/endpoints', body);
    const audit = () =>
      admin
        .ok<{ entities: object[] }>('GET', '/tandem/audit?pageSize=50')
        .then((page) => page.entities);
    // The gateway tells the core of its entries after the change.
    await vi.waitFor(
      async () =>
        expect(await audit()).toContainEqual(
          expect.objectContaining({
            action: 'insecureString',
            entity: expect.objectContaining({ type: 'endpoint', name: 'Bot' }),
          }),
        ),
      { timeout: 15_000, interval: 50 },
    );
    expect(JSON.stringify(await audit())).not.toContain('planted-insecure');
  });
});
