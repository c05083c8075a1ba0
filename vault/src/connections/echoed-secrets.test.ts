import { connectionOperations as operations } from '@tandem/contract';
import { systemIds } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { startTestConnections } from './testing/people.ts';
import { startScriptedServer } from './testing/scripted-server.ts';

const org = systemIds.uuid();
const secret = 'planted client/secret+77';
const basic = Buffer.from(`client:${encodeURIComponent(secret)}`).toString('base64');

const echoes = {
  plain: secret,
  'for an address': encodeURIComponent(secret),
  'in small letters': encodeURIComponent(secret).toLowerCase(),
  'for a form': new URLSearchParams({ s: secret }).toString(),
  'in base64': Buffer.from(secret).toString('base64'),
  'as a header': `Basic ${basic}`,
  'at the end of a long text': `${'x'.repeat(290)} ${secret}`,
};

describe('a secret that an authorization server repeats', () => {
  it.each(Object.entries(echoes))('%s is told to nobody', async (_, echo) => {
    for (const clientAuthentication of ['basic', 'body']) {
      const body = { error: 'invalid_client', error_description: `Wrong: ${echo}` };
      await using server = await startScriptedServer([{ status: 401, body }]);
      await using at = await startTestConnections();
      const made = await at.person(org).call(operations.postConnections, {
        body: {
          ...{ name: 'Robot', provider: 'custom', grant: 'clientCredentials' },
          ...{ clientId: 'client', clientSecret: secret, clientAuthentication },
          ...{ tokenUrl: server.tokenUrl },
        },
      });
      expect(server.calls).not.toEqual([]);
      expect(made.body.problem.message).toContain('invalid_client (Wrong: ');
      const grants = await at.db.query(
        'select problem_code, problem_message from connection_grant',
      );
      const told = JSON.stringify([made.body, at.notes, grants]);
      for (const piece of [echo.slice(-12), 'planted', basic]) expect(told).not.toContain(piece);
    }
  });

  it('as an error code is told to nobody either', async () => {
    const body = { error: 'planted-client-secret' };
    await using server = await startScriptedServer([{ status: 401, body }]);
    await using at = await startTestConnections();
    const made = await at.person(org).call(operations.postConnections, {
      body: {
        ...{ name: 'Robot', provider: 'custom', grant: 'clientCredentials', clientId: 'client' },
        ...{ clientSecret: 'planted-client-secret', tokenUrl: server.tokenUrl },
      },
    });
    expect(made.body.problem).toMatchObject({ code: 'unknown.error' });
    expect(JSON.stringify([made.body, at.notes])).not.toContain('planted');
  });
});
