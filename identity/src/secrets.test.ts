import {
  auditOperations,
  identityOperations,
  loginOperations,
  oauthOperations,
  usersOperations,
} from '@tandem/contract';
import { createLog } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { homeDivisionId } from './index.ts';
import { signInToConsole, startTestIdentity, type TestIdentity } from './testing/index.ts';

/** Every row of every table, as text. */
const dumpOf = async ({ db }: TestIdentity): Promise<string> => {
  const tables = await db.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = $1`,
    [db.schema],
  );
  expect(tables.length).toBeGreaterThan(12);
  const dumps = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await db.query<{ text: string | null }>(
        `select string_agg(t::text, E'\\n') as text from "${name}" t`,
      );
      return row?.text ?? '';
    }),
  );
  return dumps.join('\n');
};

/** A secret as it might lie around: as it is, as base64, as hex of its bytes. */
const spellings = (secret: string) => [
  secret,
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex'),
];

describe('planted secrets', () => {
  it('are in no table, no log line, and in no reply but the one that hands them over', async () => {
    const lines: string[] = [];
    const log = createLog({
      level: 'trace',
      destination: { write: (line: string) => void lines.push(line) },
    });
    await using test = await startTestIdentity({ log });
    const acme = await test.organisation('Acme');
    const passwords = ['planted-password-one', 'planted-password-two'];
    const { body: user } = await acme.call(usersOperations.postUsers, {
      body: {
        name: 'Planted',
        email: 'planted@acme.test',
        divisionId: homeDivisionId(acme.org),
        password: passwords[0],
      },
    });
    const person = { email: 'planted@acme.test', password: passwords[0] ?? '' };
    const accessToken = await signInToConsole(test.call, person);
    const refresh = test.replies.findLast(({ body }) => body?.refresh_token)?.body.refresh_token;
    const reuse = {
      grant_type: 'refresh_token',
      client_id: 'tandem-console',
      refresh_token: refresh,
    };
    await test.call(loginOperations.postOauthToken, { body: reuse });
    await test.clock.advance(40_000);
    await test.call(loginOperations.postOauthToken, { body: reuse });
    await signInToConsole(test.call, { ...person, password: 'planted-wrong-password' }).catch(
      () => {},
    );
    await acme.call(identityOperations.postUserPassword, {
      params: { userId: user.id },
      body: { newPassword: passwords[1] },
    });
    const { body: client } = await acme.call(oauthOperations.postOauthClients, {
      body: { name: 'Planted', authorizedGrantType: 'CLIENT-CREDENTIALS' },
    });
    const credentials = { client_id: client.id, client_secret: client.secret };
    const grant = { grant_type: 'client_credentials', ...credentials };
    const { body: issued } = await test.call(loginOperations.postOauthToken, { body: grant });
    await acme.call(oauthOperations.getOauthClients);
    await acme.call(usersOperations.getUsers, { query: { expand: ['authorization'] } });
    await acme.call(auditOperations.getAuditLog);

    const handedOver = [client.secret, accessToken, issued.access_token, refresh];
    const secrets = [...passwords, 'planted-wrong-password', acme.adminPassword, ...handedOver];
    expect(new Set(secrets).size).toBe(8);
    const stored = await dumpOf(test);
    const logged = lines.join('');
    const answers = test.replies.map((reply) => JSON.stringify(reply));
    for (const secret of secrets) {
      expect(secret).toMatch(/.{8}/);
      for (const spelling of spellings(secret)) {
        expect(stored).not.toContain(spelling);
        expect(logged).not.toContain(spelling);
      }
      const holding = answers.filter((answer) => answer.includes(secret));
      expect(holding.length).toBe(handedOver.includes(secret) ? 1 : 0);
    }
    expect(stored).toContain('planted@acme.test');
    expect(logged).toContain('refresh token');
  });
});
