import { contextOfSecret } from '@tandem/flows';
import { PublicError } from '@tandem/kit';
import type { GatewayDeps, Sealer, SecretReference } from '../index.ts';

/** Seals by turning the text around: enough to see that what is stored is not the secret. */
export const testSealer: Sealer = {
  seal: async ({ context, text }) => `${context}#${Buffer.from(text).toString('hex')}`,
  async open({ context, sealed }) {
    const [bound, hex] = sealed.split('#');
    if (bound !== context) throw new Error('sealed for another place');
    return Buffer.from(hex ?? '', 'hex').toString('utf8');
  },
};

/** Names nobody, and seals as the sealer does. */
export const testFlowServices: GatewayDeps['flows'] = {
  keepSecret: async ({ principal: { org } }, { asked, stored, context }) => {
    if (asked.kind !== 'insecure') return { source: asked, note: null };
    if (asked.value === undefined && stored) return { source: stored, note: null };
    const sealed = await testSealer.seal({ org, context, text: asked.value ?? '' });
    return { source: { kind: 'insecure', sealed }, note: null };
  },
  openSecret: (org, secret) =>
    testSealer.open({ org, context: contextOfSecret(secret), sealed: secret.sealed }),
  async resealSecret(org, secret, context) {
    const text = await this.openSecret(org, secret);
    return testSealer.seal({ org, context, text });
  },
  names: async (_org, ids) => new Map(ids.map((id) => [id, `name of ${id}`])),
  choices: {},
};

/** Credentials and variables of a test, by organisation and name; tests change them. */
export type TestVault = Map<string, string>;

const nameIn = (org: string, source: SecretReference) =>
  source.kind === 'variable'
    ? `${org} ${source.name}`
    : `${org} ${source.credential}/${source.attribute}`;

const unknownSecret = () =>
  new PublicError({
    status: 400,
    code: 'vault.secret.unknown',
    message: 'There is no such secret.',
  });

/** The ways of the vault's secret fields, on what the test says is in it. */
export const testSecrets = (vault: TestVault): GatewayDeps['secrets'] => ({
  async keep({ principal: { org } }, { asked, context, entity, field }) {
    if (asked.kind === 'credential' && !vault.has(nameIn(org, asked))) throw unknownSecret();
    if (asked.kind !== 'insecure') return { source: asked, note: null };
    if (vault.has(`${org} policy`))
      throw new PublicError({
        status: 403,
        code: 'vault.insecure.forbidden',
        message: 'Forbidden.',
      });
    const sealed = await testSealer.seal({ org, context, text: asked.value ?? '' });
    const actor = { kind: 'system', id: null } as const;
    const note = {
      org,
      actor,
      action: 'insecureString',
      entity,
      changes: { [field]: {} },
    } as const;
    return { source: { kind: 'insecure', sealed }, note };
  },
  async open(org, source) {
    const text = vault.get(nameIn(org, source));
    if (text === undefined) throw unknownSecret();
    return text;
  },
});
