import {
  vaultOperations as operations,
  shownSecretSource,
  vaultPermissions,
} from '@tandem/contract';
import { testIds } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, startTestVault, type TestVault } from '../testing/index.ts';

const [acme, globex] = [testIds('acme').uuid(), testIds('globex').uuid()];
const planted = 'planted-insecure-string';
const external = { [`tandem/${acme}/crm`]: { password: 'from outside' } };

describe('secret fields', () => {
  let test: TestVault;
  beforeAll(async () => {
    const read = async (path: string) => external[path] ?? null;
    test = await startTestVault({ external: { name: 'KV store', read } });
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const field = {
    context: 'thing/1/secret',
    entity: { type: 'flow', id: '1' },
    field: 'clientSecret',
  } as const;
  const acting = ({ principal }: Person) => ({ principal, correlationId: 'c' });
  const keep = (
    person: Person,
    asked: Parameters<TestVault['vault']['secrets']['keepSource']>[1]['asked'],
    stored: Parameters<TestVault['vault']['secrets']['keepSource']>[1]['stored'] = null,
  ) => test.vault.secrets.keepSource(acting(person), { ...field, asked, stored });
  const open = (
    org: string,
    source: Awaited<ReturnType<typeof keep>>['source'],
    variables: Record<string, string> = {},
  ) =>
    test.vault.secrets.resolveSource(org, {
      source,
      context: field.context,
      variable: (name) => variables[name] ?? null,
    });
  const credential = async (owner: Person, more: object = {}) => {
    const names = testIds(`${owner.id}${JSON.stringify(more)}`);
    const locker = await owner.call(operations.postVaultLockers, { body: { name: names.hex32() } });
    const made = await owner.call(operations.postVaultCredentials, {
      body: {
        name: names.hex32(),
        lockerId: locker.body.id,
        attributes: [{ name: 'password', value: 'in the vault' }],
        ...more,
      },
    });
    expect(made.status).toBe(201);
    return made.body;
  };

  it('may name a credential of the vault; the reference outlives its name', async () => {
    const ada = test.person(acme);
    const { id, name, attributes } = await credential(ada);
    const { source, note } = await keep(ada, {
      kind: 'credential',
      credential: name.toUpperCase(),
      attribute: 'Password',
    });
    expect([source, note]).toEqual([
      { kind: 'credential', credential: id, attribute: attributes[0].id },
      null,
    ]);
    await ada.call(operations.putVaultCredential, {
      params: { credentialId: id },
      body: { name: `${name} renamed`, attributes: [{ id: attributes[0].id, name: 'secret' }] },
    });
    expect(await open(acme, source)).toBe('in the vault');
    await expect(open(globex, source)).rejects.toMatchObject({ code: 'vault.secret.unknown' });
  });

  it('name only credentials that whoever saves them may use', async () => {
    const ada = test.person(acme);
    const { id } = await credential(ada);
    const asked = { kind: 'credential', credential: id, attribute: 'password' } as const;
    for (const person of [
      test.person(acme),
      test.person(globex, { permissions: vaultPermissions }),
    ])
      await expect(keep(person, asked)).rejects.toMatchObject({ code: 'vault.secret.unknown' });
    const administrator = test.person(acme, { permissions: vaultPermissions });
    await expect(keep(administrator, asked)).rejects.toMatchObject({
      code: 'vault.credential.not.consumer',
    });
    await expect(keep(ada, { ...asked, attribute: 'other' })).rejects.toMatchObject({
      code: 'vault.secret.unknown',
    });
  });

  it('may name a variable, which is looked up where it is used', async () => {
    const { source } = await keep(test.person(acme), { kind: 'variable', name: 'token' });
    expect(await open(acme, source, { token: 'of the flow' })).toBe('of the flow');
    await expect(open(acme, source)).rejects.toMatchObject({ code: 'vault.variable.unknown' });
  });

  it('may hold an insecure string: sealed, audited, never shown, kept when it is left out', async () => {
    const ada = test.person(acme);
    const { source, note } = await keep(ada, { kind: 'insecure', value: planted });
    expect(JSON.stringify([source, note])).not.toContain(planted);
    expect(note).toMatchObject({
      org: acme,
      action: 'insecureString',
      entity: { id: '1' },
      changes: { clientSecret: {} },
    });
    expect(shownSecretSource(source)).toEqual({ kind: 'insecure' });
    expect(await open(acme, source)).toBe(planted);
    await expect(open(globex, source)).rejects.toMatchObject({ code: 'vault.cannot.open' });
    expect(await keep(ada, { kind: 'insecure' }, source)).toEqual({ source, note: null });
    await expect(keep(ada, { kind: 'insecure' })).rejects.toMatchObject({
      code: 'vault.insecure.missing',
    });
  });

  it('take no insecure string where the policy of the organisation forbids it', async () => {
    const [ada, eve] = [test.person(acme), test.person(globex)];
    const { source } = await keep(ada, { kind: 'insecure', value: planted });
    const put = (insecureStrings: string) =>
      ada.call(operations.putVaultPolicy, { body: { insecureStrings } });
    expect((await ada.call(operations.getVaultPolicy)).body).toEqual({
      insecureStrings: 'allowed',
      externalStore: true,
    });
    expect(await put('forbidden')).toEqual({
      status: 200,
      body: { insecureStrings: 'forbidden', externalStore: true },
    });
    await expect(keep(ada, { kind: 'insecure', value: planted })).rejects.toMatchObject({
      code: 'vault.insecure.forbidden',
    });
    expect(await open(acme, source)).toBe(planted);
    expect((await keep(eve, { kind: 'insecure', value: planted })).source.kind).toBe('insecure');
    const told = test.notes.filter(({ entity }) => entity.type === 'vaultPolicy');
    expect(told).toMatchObject([
      { org: acme, changes: { insecureStrings: { from: 'allowed', to: 'forbidden' } } },
    ]);
    await put('allowed');
  });

  it('may name a credential whose values are in the external store, below the path of the organisation', async () => {
    const [ada, eve] = [test.person(acme), test.person(globex)];
    const store = { kind: 'external', path: 'crm' };
    const inside = { store, attributes: [{ name: 'password' }, { name: 'pin' }] };
    const { id } = await credential(ada, inside);
    const theirs = await credential(eve, inside);
    const resolve = (org: string, which: { credential: string; attribute: string }) =>
      test.vault.secrets.resolveSecret(org, which);
    expect(await resolve(acme, { credential: id, attribute: 'password' })).toBe('from outside');
    for (const [org, credentialId, attribute] of [
      [acme, id, 'pin'],
      [globex, theirs.id, 'password'],
    ] as const)
      await expect(resolve(org, { credential: credentialId, attribute })).rejects.toMatchObject({
        code: 'vault.secret.no.value',
      });
    const refused = [
      { store, attributes: [{ name: 'password', value: 'x' }] },
      { store, attributes: [{ name: 'password', input: 'userProvided' }] },
    ];
    for (const body of refused) {
      const reply = await ada.call(operations.postVaultCredentials, {
        body: { name: 'Outside', ...body },
      });
      expect(reply.status).toBe(400);
    }
  });
});
