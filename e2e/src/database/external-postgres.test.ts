import { join } from 'node:path';
import { type TestFolder, testFolder } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChat } from '../halves/chat.ts';
import { type Named, startDesk } from '../halves/contact-centre.ts';
import { type Api, createApi } from '../harness/api.ts';
import { runCommand } from '../harness/command.ts';
import { startProcess } from '../harness/server-process.ts';
import { adminEmail, adminPassword } from '../harness/tandem.ts';
import { startTcpPostgres, type TcpPostgres } from '../harness/tcp-postgres.ts';
import { until } from '../harness/waiting.ts';

const account = { TANDEM_ADMIN_EMAIL: adminEmail, TANDEM_ADMIN_PASSWORD: adminPassword };

let postgres: TcpPostgres;
let folder: TestFolder;
beforeAll(async () => {
  postgres = await startTcpPostgres();
  folder = await testFolder({ on: 'disk' });
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

const run = async (args: readonly string[], env: Record<string, string>) => {
  const result = await runCommand(args, { ...account, ...env });
  expect(result, result.err).toMatchObject({ code: 0 });
  expect(`${result.out}${result.err}`).not.toContain('    at ');
  return result;
};

/** Customer, bot, agent and back, over the demo's endpoint; answers the conversation. */
const chatLoop = async (admin: Api, name: string): Promise<string> => {
  const queues = await admin.ok<{ entities: Named[] }>('GET', '/api/v2/routing/queues');
  const desk = await startDesk(admin, { name, queues: queues.entities });
  const { entities } = await admin.ok<{ entities: { token: string }[] }>(
    'GET',
    '/tandem/gateway/endpoints',
  );
  const base = `${admin.url}/endpoints/${entities[0]?.token}`;
  const chat = await openChat(base, { id: `dl_${name}`, name });
  await chat.hears(/demo bot/);
  await chat.say('agent');
  const offer = await desk.accept();
  await desk.say(offer, `${name} here`);
  await chat.hears(`${name} here`);
  await chat.say(`Thanks, ${name}`);
  await until('the answer at the desk', async () =>
    (await desk.texts(offer.conversation)).includes(`Thanks, ${name}`),
  );
  await desk.patch(offer, { state: 'disconnected' });
  await chat.untilStates('accepted', 'completed');
  return offer.conversation;
};

type Settings = Record<string, string>;

/** Starts Tandem with the settings, does the work and stops it. */
const whileServing = async <T>(
  settings: Settings,
  work: (admin: Api) => Promise<T>,
): Promise<T> => {
  const server = await startProcess({ ...account, ...settings });
  try {
    const credentials = { email: adminEmail, password: adminPassword };
    return await work(await createApi(server.url).signIn(credentials));
  } finally {
    await server.stop();
  }
};

const textsOf = async (admin: Api, conversation: string) => {
  type Full = { participants: { purpose: string }[] };
  const { participants } = await admin.ok<Full>('GET', `/api/v2/conversations/${conversation}`);
  return participants.map(({ purpose }) => purpose);
};

describe('a PostgreSQL of the operator, over TCP with a password', () => {
  it('is migrated, seeded, examined and serves the whole loop; what is embedded moves there and on', async () => {
    const key = { TANDEM_ROOT_KEY_FILE: join(folder.path, 'data/root-key') };
    const embedded = { TANDEM_DATA: join(folder.path, 'data') };
    const first = { DATABASE_URL: await postgres.database('first'), ...key };
    const second = { DATABASE_URL: await postgres.database('second'), ...key };
    const file = join(folder.path, 'one.gz');
    const again = join(folder.path, 'two.gz');

    const early = await whileServing({ ...embedded, TANDEM_DEMO: 'on' }, (admin) =>
      chatLoop(admin, 'Ada'),
    );
    await run(['export', file], embedded);
    expect((await run(['migrate'], first)).out).toContain('up to date');
    await run(['import', file], first);
    const later = await whileServing({ ...first, TANDEM_DEMO: 'on' }, async (admin) => {
      expect(await textsOf(admin, early)).toContain('agent');
      return chatLoop(admin, 'Ben');
    });
    const doctor = await run(['doctor', '--json'], { ...first, PORT: '0' });
    const findings = JSON.parse(doctor.out) as { name: string; state: string; what: string }[];
    expect(findings.filter(({ state }) => state === 'problem')).toEqual([]);
    expect(findings.find(({ name }) => name === 'database')?.what).toMatch(/^PostgreSQL \d+/);
    await run(['export', again], first);
    await run(['import', again], second);
    await whileServing({ ...second, TANDEM_DEMO: 'on' }, async (admin) => {
      for (const conversation of [early, later])
        expect(await textsOf(admin, conversation)).toContain('agent');
      await chatLoop(admin, 'Cem');
    });
  }, 120_000);

  it('is filled by seed once; the second time says what is there', async () => {
    const env = {
      DATABASE_URL: await postgres.database('seeded'),
      TANDEM_ROOT_KEY: Buffer.alloc(32, 7).toString('base64'),
      PORT: '0',
    };
    expect((await run(['seed'], env)).out).toBe('The demo content is loaded.');
    const second = await run(['seed'], env);
    expect(second.out).toContain('Demo content is there already: queue "Support"');
    await whileServing({ ...env, TANDEM_DEMO: 'on' }, (admin) => chatLoop(admin, 'Dora'));
  }, 120_000);

  it('is told apart from one that refuses, and from one that is not there', async () => {
    const url = new URL(await postgres.database('closed'));
    url.password = 'wrong';
    const refused = await runCommand(['migrate'], { DATABASE_URL: url.href });
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.err).toContain('The database refuses Tandem: password authentication failed');
    expect(refused.err).not.toContain('wrong');
    url.port = '1';
    const absent = await runCommand(['doctor'], { DATABASE_URL: url.href, PORT: '0' });
    expect(absent.code).toBe(1);
    expect(absent.out).toContain('The database does not answer');
  }, 30_000);
});
