import { spawn } from 'node:child_process';
import { access, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { testFolder } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { commands } from './commands.ts';
import { runCommandLine } from './run.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Runs in this process. */
const cli = async (args: readonly string[], env: NodeJS.ProcessEnv = {}, typed = '') => {
  const lines = { out: [] as string[], err: [] as string[] };
  const code = await runCommandLine(args, {
    // Whatever serves the usual port of this machine is none of these tests' business.
    env: { PORT: '0', ...env },
    input: Readable.from([typed]),
    out: (line) => lines.out.push(line),
    err: (line) => lines.err.push(line),
  });
  return { code, out: lines.out.join('\n'), err: lines.err.join('\n') };
};

/** A server as an operator starts it; ends with SIGTERM. */
const startProcess = async (env: NodeJS.ProcessEnv) => {
  const child = spawn(process.execPath, [main, 'start', '--skip-build'], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk;
      const found = /ready at (http:\S+)/.exec(output);
      if (found?.[1] && output.includes('Ctrl-C')) resolve(found[1]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', () => reject(new Error(output)));
  });
  return {
    url,
    output: () => output,
    exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
    },
  };
};

describe('the command line', () => {
  it('explains itself, and every command', async () => {
    for (const args of [[], ['--help'], ['help']])
      expect(await cli(args)).toMatchObject({ code: 0, err: '' });
    for (const { name } of commands) {
      const help = await cli([...name.split(' '), '--help']);
      expect(help.code).toBe(0);
      expect(help.out).toMatch(new RegExp(`^Usage: tandem ${name}`));
    }
  });

  it('names the queues that can be redriven', async () => {
    const { out } = await cli(['redrive', '--help']);
    expect(out).toContain(
      'Queues of the platform: delivery, input, flow-call, file-fetch, bus-delivery, bus-job, trigger-start\n',
    );
    expect(out).toContain('Queues of the gateway: gateway.handover, gateway.dialogue, ');
  });

  it.each([
    [['fly'], {}, 2, 'Unknown command "fly". See: tandem --help'],
    [['fly', '--help'], {}, 2, 'Unknown command "fly". See: tandem --help'],
    [['fly', '--to', 'Ada'], {}, 2, 'Unknown command "fly". See: tandem --help'],
    [['--fly'], {}, 2, 'Unknown command "--fly". See: tandem --help'],
    [['user', 'pasword'], {}, 2, 'Unknown command "user pasword". There is: '],
    [['export', '/dev/null/x.gz'], {}, 1, '/dev/null/x.gz: a part of its path is a file'],
    [['export', '/nowhere/x.gz'], {}, 1, '/nowhere/x.gz: there is no such file or folder'],
    [
      ['start', '--skip-build'],
      { TANDEM_ADMIN_PASSWORD: 'short' },
      1,
      'TANDEM_ADMIN_PASSWORD: must have 8 to 1024 characters',
    ],
    [
      ['start', '--skip-build'],
      { TANDEM_ADMIN_EMAIL: 'nobody' },
      1,
      'TANDEM_ADMIN_EMAIL "nobody": must be an e-mail address',
    ],
    [['start', '--skip-build'], { TANDEM_DATA: main, PORT: '0' }, 1, 'is a file'],
    [['migrate', '--fast'], {}, 2, 'See: tandem migrate --help'],
    [['org', 'create'], {}, 2, 'Give --name and --admin-email'],
    [['client', 'create'], {}, 2, 'Give --name'],
    [['client'], {}, 2, 'Usage: tandem client <command>'],
    [['org'], {}, 2, 'org create'],
    [['user'], {}, 2, 'user password'],
    [['user', 'fly'], {}, 2, 'Unknown command "user fly"'],
    [['user', 'password'], {}, 2, 'Name one e-mail'],
    [['user', 'password', 'a@b', 'secret'], {}, 2, 'never given as an argument'],
    [['redrive', '--half', 'left'], {}, 2, 'Give --half platform or --half gateway'],
    [
      ['redrive', '--half', 'platform', '--queue', 'nope'],
      {},
      2,
      'The platform has no queue "nope". There is: delivery, input, flow-call, file-fetch, bus-delivery, bus-job, trigger-start.',
    ],
    [
      ['redrive', '--half', 'gateway', '--queue', 'delivery'],
      {},
      2,
      'The gateway has no queue "delivery". There is: gateway.handover, gateway.dialogue, ',
    ],
    [['export'], {}, 2, 'Name one file'],
    [['import', '/nowhere/x.gz'], {}, 1, '/nowhere/x.gz: there is no such file or folder'],
    [['import', '/'], {}, 1, '/: it is a folder'],
    [['doctor'], { PORT: 'eighty' }, 1, 'PORT "eighty": must be a whole number from 0 to 65535'],
    [
      ['migrate'],
      { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing', TANDEM_ROOT_KEY: 'x' },
      1,
      'The database does not answer',
    ],
    [
      ['start', '--skip-build'],
      { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' },
      1,
      'set TANDEM_ROOT_KEY or TANDEM_ROOT_KEY_FILE to 32 bytes as base64',
    ],
    [
      ['org', 'create', '--name', 'a', '--admin-email', 'a@b'],
      { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' },
      1,
      'set TANDEM_ROOT_KEY or TANDEM_ROOT_KEY_FILE to 32 bytes as base64',
    ],
    [
      ['start', '--skip-build'],
      { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing', TANDEM_ROOT_KEY: 'x' },
      1,
      'TANDEM_ROOT_KEY must hold 32 bytes as base64',
    ],
  ])('says in one line what is wrong with %j', async (args, env, code, line) => {
    const answer = await cli(args, env);
    expect(answer.code).toBe(code);
    expect(answer.err).toContain(line);
    expect(answer.err).not.toContain('    at ');
  });

  it.runIf(process.platform === 'linux').each([
    ['/proc/x', 'start --skip-build'],
    ['/proc/x/y', 'migrate'],
  ])('says at once that %s is no data folder', async (folder, command) => {
    const answer = await cli(command.split(' '), { TANDEM_DATA: folder });
    expect(answer).toMatchObject({ code: 1 });
    expect(answer.err).toContain(`The data folder ${folder} cannot be written (ENOENT)`);
    expect(answer.err.split('\n')).toHaveLength(1);
  });

  it('refuses a port in use, a second server on the folder and an unwritable folder in one line each', async () => {
    await using folder = await testFolder();
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const env = {
      TANDEM_DATA: join(folder.path, 'data'),
      TANDEM_DEMO: 'off',
      TANDEM_LOG_LEVEL: 'silent',
    };
    const busy = await cli(['start', '--skip-build'], { ...env, PORT: String(port) });
    taken.close();
    expect(busy).toMatchObject({ code: 1 });
    expect(busy.err).toContain(`Port ${port} on 127.0.0.1 is in use`);
    await using _running = await startProcess({ ...env, PORT: '0' });
    const second = await cli(['start', '--skip-build'], { ...env, PORT: '0' });
    expect(second.code).toBe(1);
    expect(second.err.split('\n')).toHaveLength(1);
    const unwritable = await cli(['start', '--skip-build'], {
      ...env,
      TANDEM_DATA: join(main, 'data'),
      PORT: '0',
    });
    expect(unwritable.code).toBe(1);
    expect(unwritable.err.split('\n')).toHaveLength(1);
  }, 90_000);
});

describe('the command line without a database', () => {
  it.each([
    'client create --name script',
    'org create --name Acme --admin-email ada@acme.example',
    'user password ada@acme.example',
    'redrive --half platform',
    'rotate-keys',
    'export FILE',
  ])('refuses "%s" where no installation is, and makes none', async (words) => {
    await using folder = await testFolder();
    const data = join(folder.path, 'data');
    const file = join(folder.path, 'tandem.gz');
    const args = words.split(' ').map((word) => (word === 'FILE' ? file : word));
    const answer = await cli(args, { TANDEM_DATA: data });
    expect(answer).toMatchObject({ code: 2, out: '' });
    expect(answer.err).toContain(`There is no installation in ${data}.`);
    expect(answer.err).toMatch(/TANDEM_DATA.*DATABASE_URL/);
    expect(answer.err.split('\n')).toHaveLength(1);
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('tells its version, and what begins with one word', async () => {
    expect(await cli(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
    for (const word of ['org', 'client', 'user'])
      expect(await cli([word, '--help'])).toMatchObject({ code: 0, err: '' });
  });
});

describe('commands beside a running server', () => {
  it('create organisations and clients that work at once, doctor it, move it to another installation and stop it', async () => {
    await using folder = await testFolder();
    const env = {
      TANDEM_DATA: join(folder.path, 'data'),
      PORT: '0',
      TANDEM_DEMO: 'off',
      TANDEM_LOG_LEVEL: 'silent',
    };
    const flag = 'FEATURE_USE_GENESYS_BOT_CONNECTOR_ENDPOINT_WHITELIST';
    await using server = await startProcess({ ...env, [flag]: 'acme' });
    expect(server.output()).toMatch(/password +\S{12,}/);
    const client = JSON.parse(
      (await cli(['client', 'create', '--name', 'script', '--json'], env)).out,
    );
    const token = await fetch(`${server.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect(token.status).toBe(200);
    const { access_token } = (await token.json()) as { access_token: string };
    const roles = await fetch(`${server.url}/api/v2/authorization/roles`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'mine' }),
    });
    expect(roles.status).toBe(403);
    const generated = await cli(['user', 'password', 'ADMIN@tandem.local'], env);
    expect(generated).toMatchObject({ code: 0, out: expect.stringMatching(/ [\w-]{20} /) });
    const given = await cli(
      ['user', 'password', 'admin@tandem.local', '--stdin'],
      env,
      'my own one\n',
    );
    expect(given.code).toBe(0);
    expect(given.out + given.err).not.toContain('my own one');
    expect(await cli(['user', 'password', 'nobody@tandem.local'], env)).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no user nobody@tandem.local'),
    });
    const short = await cli(['user', 'password', 'admin@tandem.local', '--stdin'], env, 'short\n');
    expect(short).toMatchObject({ code: 1, err: expect.stringContaining('8 to 1024 characters') });
    expect(
      JSON.parse(
        (
          await cli(
            ['org', 'create', '--name', 'Second', '--admin-email', 'b@example.com', '--json'],
            env,
          )
        ).out,
      ),
    ).toMatchObject({ adminEmail: 'b@example.com', password: expect.any(String) });
    expect(await cli(['client', 'create', '--name', 'x'], env)).toMatchObject({
      code: 1,
      err: expect.stringContaining('Say which organisation with --org'),
    });
    const doctor = await cli(['doctor', '--json'], env);
    expect(
      JSON.parse(doctor.out).filter((finding: { state: string }) => finding.state === 'problem'),
    ).toEqual([]);
    const rootKey = JSON.parse(doctor.out).find(
      ({ name }: { name: string }) => name === 'root key',
    );
    expect(rootKey).toMatchObject({ state: 'ok', advice: expect.stringContaining('Keep a copy') });
    const features = JSON.parse(doctor.out).find(
      ({ name }: { name: string }) => name === 'features',
    );
    expect(features).toMatchObject({
      state: 'warning',
      what: expect.stringMatching(/Bot Connector: only acme \(of the running server\)$/),
      advice: expect.stringContaining('Bot Connector: all organisations'),
    });
    const served = new URL(server.url).port;
    expect((await cli(['doctor'], { ...env, PORT: served })).out).toContain(
      `${served}, in use by the running server`,
    );
    const stranger = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => stranger.once('listening', resolve));
    const foreign = String((stranger.address() as AddressInfo).port);
    expect(await cli(['doctor'], { ...env, PORT: foreign })).toMatchObject({
      code: 0,
      out: expect.stringContaining(
        `this folder's server runs at ${server.url}; ${foreign} is in use`,
      ),
    });
    stranger.close();

    const file = join(folder.path, 'backup.gz');
    const exported = await cli(['export', file], env);
    expect(exported).toMatchObject({ code: 0 });
    expect(exported.err.split('\n')).toEqual([
      expect.stringMatching(/^core: \d+ rows in \d+ tables$/),
      expect.stringMatching(/^gateway: /),
      expect.stringMatching(/^platform: /),
      `Exported to ${file}.`,
    ]);
    expect((await cli(['export', file, '--verbose'], env)).err).toContain('core.app_user: ');
    const keyless = { ...env, TANDEM_DATA: join(folder.path, 'other') };
    const refused = await cli(['import', file], keyless);
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringMatching(/root key with the fingerprint [0-9a-f]{16} .*TANDEM_ROOT_KEY/),
    });
    expect(refused.err).not.toContain('    at ');
    const foreignKey = { ...keyless, TANDEM_ROOT_KEY: Buffer.alloc(32, 1).toString('base64') };
    expect(await cli(['import', file], foreignKey)).toMatchObject({
      code: 1,
      err: expect.stringContaining('Nothing was imported'),
    });
    await expect(access(join(keyless.TANDEM_DATA, 'root-key'))).rejects.toThrow('ENOENT');
    const other = { ...keyless, TANDEM_ROOT_KEY_FILE: join(env.TANDEM_DATA, 'root-key') };
    const imported = await cli(['import', file], other);
    expect(imported).toMatchObject({ code: 0 });
    const counts = ({ err }: typeof imported) => err.match(/^\w+: \d+ rows in \d+ tables$/gm);
    expect(counts(imported)).toEqual(counts(exported));
    expect(counts(imported)).toHaveLength(3);
    expect(await cli(['import', file], other)).toMatchObject({
      code: 1,
      err: expect.stringContaining('has an organisation already'),
    });
    await using moved = await startProcess(other);
    const again = await fetch(`${moved.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect(again.status).toBe(200);

    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(
      'tandem_platform_lane_partitions_owned 64',
    );
    expect(await cli(['stop'], env)).toMatchObject({ code: 0, out: 'Stopped.' });
    expect(await server.exited).toBe(0);
    expect(await cli(['stop'], env)).toMatchObject({
      code: 0,
      out: expect.stringContaining('No server runs'),
    });
    await rm(join(env.TANDEM_DATA, 'root-key'));
    for (const args of [
      ['start', '--skip-build'],
      ['client', 'create', '--name', 'late'],
    ]) {
      const lost = await cli(args, env);
      expect(lost).toMatchObject({
        code: 1,
        err: expect.stringMatching(/^The root key with the fingerprint [0-9a-f]{16} is needed/),
      });
      await expect(access(join(env.TANDEM_DATA, 'root-key'))).rejects.toThrow('ENOENT');
    }
  }, 120_000);
});
