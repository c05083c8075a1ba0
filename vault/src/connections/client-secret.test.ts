import {
  connectionOperations as operations,
  variableOperations,
  vaultOperations,
} from '@tandem/contract';
import { systemIds } from '@tandem/kit';
import { silentLog, testIds } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { createConnections } from '../index.ts';
import { type Person, startTestVault } from '../testing/index.ts';
import { startAuthorizationServer, testClient } from './testing/authorization-server.ts';
import { loopbackPorts } from './testing/engine.ts';

const [acme, globex] = [testIds('acme').uuid(), testIds('globex').uuid()];

const start = async () => {
  const test = await startTestVault();
  const { db, clock, sealer, audit, vault } = test;
  const { guard, http } = loopbackPorts();
  const connections = createConnections({
    ...{ db, clock, sealer, audit, guard, http, ids: systemIds, log: silentLog },
    ...{ secrets: vault.secrets, variable: vault.variables.lookup, usesOf: async () => [] },
  });
  const call = async (
    { principal }: Person,
    operation: (typeof operations)[keyof typeof operations],
    input: { readonly params?: object; readonly body?: unknown },
  ) => {
    const handler = connections.handlers.find((one) => one.operation === operation);
    const reply = await handler?.run({
      ...{ principal, params: {}, query: {}, headers: {}, correlationId: 'c', body: undefined },
      ...{ origin: 'http://127.0.0.1', clientOrigin: 'http://127.0.0.1', address: '127.0.0.1' },
      ...{ signal: new AbortController().signal, ...input },
    } as never);
    // biome-ignore lint/suspicious/noExplicitAny: what a reply holds is what the test checks
    return reply?.body as any;
  };
  return {
    ...{ test, connections, call },
    async [Symbol.asyncDispose]() {
      await http.close();
      await test[Symbol.asyncDispose]();
    },
  };
};

const requestOf = (tokenUrl: string, clientSecret: unknown) => ({
  ...{ name: 'CRM', provider: 'custom', grant: 'clientCredentials' },
  ...{ clientId: testClient.id, tokenUrl, clientSecret },
});

describe('the client secret of a connection', () => {
  it('may stand in the vault, where a new value counts at once', async () => {
    await using server = await startAuthorizationServer();
    await using at = await start();
    const ada = at.test.person(acme);
    const attributes = [{ name: 'secret', value: 'not the right one' }];
    const body = { name: 'CRM client', attributes };
    const made = await ada.call(vaultOperations.postVaultLockers, { body: { name: 'Locker' } });
    const credential = await ada.call(vaultOperations.postVaultCredentials, {
      body: { ...body, lockerId: made.body.id },
    });
    const source = { kind: 'credential', credential: 'CRM client', attribute: 'secret' };
    const connection = await at.call(ada, operations.postConnections, {
      body: requestOf(server.tokenUrl, source),
    });
    expect(connection).toMatchObject({
      hasClientSecret: true,
      clientSecret: { kind: 'credential', credential: credential.body.id },
    });
    const token = () => at.connections.tokens.accessToken(acme, connection.id);
    await expect(token()).rejects.toMatchObject({ code: 'connection.refresh.failed' });
    await ada.call(vaultOperations.putVaultCredential, {
      params: { credentialId: credential.body.id },
      body: {
        name: 'CRM client',
        attributes: [{ ...credential.body.attributes[0], value: testClient.secret }],
      },
    });
    await at.test.clock.advance(3_600_000);
    expect((await token()).token).not.toBe('');
    const stored = await at.test.db.query('select secret, secret_source from connection');
    expect(stored).toMatchObject([{ secret: null, secret_source: { kind: 'credential' } }]);
  });

  it('may be a variable of the organisation, secure or not', async () => {
    await using server = await startAuthorizationServer();
    await using at = await start();
    const ada = at.test.person(acme);
    const variable = { name: 'crm', type: 'String', value: testClient.secret, secure: true };
    await ada.call(variableOperations.postVariables, { body: variable });
    const { id } = await at.call(ada, operations.postConnections, {
      body: requestOf(server.tokenUrl, { kind: 'variable', name: 'crm' }),
    });
    expect((await at.connections.tokens.accessToken(acme, id)).token).not.toBe('');
    const theirs = await at.call(at.test.person(globex), operations.postConnections, {
      body: requestOf(server.tokenUrl, { kind: 'variable', name: 'crm' }),
    });
    await expect(at.connections.tokens.accessToken(globex, theirs.id)).rejects.toMatchObject({
      code: 'connection.refresh.failed',
      message: expect.stringContaining('"crm" has no value'),
    });
  });

  it('is told of in the audit log, and refused, as an insecure string', async () => {
    await using server = await startAuthorizationServer();
    await using at = await start();
    const ada = at.test.person(acme);
    const body = requestOf(server.tokenUrl, { kind: 'insecure', value: testClient.secret });
    const made = await at.call(ada, operations.postConnections, { body });
    expect(made.clientSecret).toEqual({ kind: 'insecure' });
    const actions = at.test.notes.map(({ action }) => action);
    expect(actions).toEqual(['create', 'insecureString']);
    const kept = { ...body, name: 'Renamed', clientSecret: { kind: 'insecure' } };
    await at.call(ada, operations.putConnection, { params: { connectionId: made.id }, body: kept });
    expect((await at.connections.tokens.accessToken(acme, made.id)).token).not.toBe('');
    const policy = { insecureStrings: 'forbidden' };
    await ada.call(vaultOperations.putVaultPolicy, { body: policy });
    await expect(
      at.call(ada, operations.postConnections, { body: { ...body, name: 'Other' } }),
    ).rejects.toMatchObject({ code: 'vault.insecure.forbidden' });
  });
});
