import { connectionOperations as operations } from '@tandem/contract';
import { systemIds } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { startAuthorizationServer, testClient } from './testing/authorization-server.ts';
import { startTestConnections } from './testing/people.ts';
import { startScriptedServer } from './testing/scripted-server.ts';

const org = systemIds.uuid();

type Server = Awaited<ReturnType<typeof startAuthorizationServer>>;

const clientRequest = ({ issuer, tokenUrl }: Server, more: object = {}) => ({
  name: 'Robot',
  provider: 'custom',
  grant: 'clientCredentials',
  authorizationUrl: `${issuer}/auth`,
  tokenUrl,
  clientId: testClient.id,
  clientSecret: testClient.secret,
  ...more,
});

const codeRequest = (server: Server) =>
  clientRequest(server, { name: 'CRM', grant: 'authorizationCodePkce', scopes: ['openid'] });

describe('an OAuth connection that was just saved', () => {
  it('gets its first token when it is saved, where nobody has to sign in', async () => {
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    const made = await ada.call(operations.postConnections, { body: clientRequest(server) });
    expect(made.body).toMatchObject({ state: 'active', authorized: true, problem: null });
    expect(made.body.dateExpires).not.toBeNull();
    expect(server.seen.requests).toBe(1);
    const code = await ada.call(operations.postConnections, { body: codeRequest(server) });
    expect(code.body).toMatchObject({ state: 'needsReauthorization', problem: null });
    expect(server.seen.requests).toBe(1);
  });

  it('stays when it gets no first token, says why, and tries again when it is saved', async () => {
    const answering = (status: number, error: string) =>
      startScriptedServer([{ status, body: { error } }]);
    await using refusing = await answering(401, 'invalid_client');
    await using ended = await answering(400, 'invalid_grant');
    await using failing = await answering(503, 'server_error');
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    for (const { tokenUrl } of [refusing, ended, failing]) {
      const body = clientRequest(server, { name: tokenUrl, tokenUrl });
      const made = await ada.call(operations.postConnections, { body });
      expect(made).toMatchObject({
        status: 201,
        body: { state: 'error', authorized: false, problem: { message: expect.any(String) } },
      });
      const params = { connectionId: made.body.id };
      const moved = clientRequest(server, { name: tokenUrl });
      const saved = await ada.call(operations.putConnection, { params, body: moved });
      expect(saved.body).toMatchObject({ state: 'active', authorized: true, problem: null });
    }
  });
});
