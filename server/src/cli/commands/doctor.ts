import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createDatabase, createLog, dataFolderHolder, findRunningPostgres } from '@tandem/kit';
import { rootKeyFileName } from '@tandem/vault';
import { pendingMigrations, schemasOf } from '../../compose/databases.ts';
import { requireFreePort } from '../../http/free-port.ts';
import { servedAddress } from '../../served-address.ts';
import { readServerSettings, type ServerSettings } from '../../settings.ts';
import { unknownSettings } from '../../unknown-settings.ts';
import type { Command } from '../command.ts';
import { eventLogFinding } from './event-log-finding.ts';
import { featuresFinding } from './features-finding.ts';
import type { Finding } from './finding.ts';
import { folderFinding } from './folder-finding.ts';
import { proxiesFinding } from './proxies-finding.ts';
import { retentionFindings } from './retention-finding.ts';

const ok = (name: string, what: string): Finding => ({ name, state: 'ok', what });

const lookAtNode = async (): Promise<Finding> => ok('node', process.versions.node);

const unknownFinding = (env: NodeJS.ProcessEnv): readonly Finding[] =>
  unknownSettings(env).map((what) => ({
    ...{ name: 'settings', state: 'warning', what },
    advice: 'The settings are in docs/settings.md.',
  }));

const lookAtRootKey = async (settings: ServerSettings): Promise<Finding> => {
  if (settings.TANDEM_ROOT_KEY || settings.TANDEM_ROOT_KEY_FILE) return ok('root key', 'given');
  const file = `${settings.TANDEM_DATA}/${rootKeyFileName}`;
  if (settings.DATABASE_URL)
    return {
      name: 'root key',
      state: 'problem',
      what: 'missing',
      advice:
        'With DATABASE_URL set TANDEM_ROOT_KEY or TANDEM_ROOT_KEY_FILE: openssl rand -base64 32',
    };
  return existsSync(file)
    ? {
        ...ok('root key', file),
        advice: 'Keep a copy of this file elsewhere: without it stored secrets cannot be read.',
      }
    : ok('root key', 'generated at the first start');
};

const connectionOf = async ({ DATABASE_URL, TANDEM_DATA }: ServerSettings) =>
  DATABASE_URL ? { connectionString: DATABASE_URL } : await findRunningPostgres(TANDEM_DATA);

const oldestMajor = 15;

const lookAtDatabase = async (settings: ServerSettings): Promise<readonly Finding[]> => {
  const connection = await connectionOf(settings);
  if (!connection) return [ok('database', 'embedded, not running now')];
  const db = createDatabase({
    connection,
    schema: 'core',
    log: createLog({ level: 'silent' }),
    max: 1,
  });
  try {
    const [row] = await db.query<{ number: number; version: string }>(
      "select current_setting('server_version_num')::int as number, current_setting('server_version') as version",
    );
    const major = Math.floor((row?.number ?? 0) / 10_000);
    const pending = await pendingMigrations({ connection, halves: settings.TANDEM_HALVES });
    return [
      major >= oldestMajor
        ? ok('database', `PostgreSQL ${row?.version}`)
        : {
            name: 'database',
            state: 'problem',
            what: `PostgreSQL ${row?.version}`,
            advice: `Tandem needs PostgreSQL ${oldestMajor} or newer.`,
          },
      pending === 0
        ? ok('schema', `up to date (${schemasOf(settings.TANDEM_HALVES).join(', ')})`)
        : {
            name: 'schema',
            state: 'warning',
            what: `${pending} migrations are missing`,
            advice: 'They are applied at the next start, or now: npx tandem migrate',
          },
      ...(await retentionFindings(settings, connection)),
      ...(await eventLogFinding(settings, connection)),
    ];
  } catch (error) {
    return [
      {
        name: 'database',
        state: 'problem',
        what: (error as Error).message,
        advice: 'Check DATABASE_URL: host, user, password and database name.',
      },
    ];
  } finally {
    await db.close();
  }
};

const inUse = (PORT: number, what: string): Finding => ({
  name: 'port',
  state: 'problem',
  what,
  advice: `Choose another: PORT=${PORT + 1} npm start`,
});

/** Whether the port can be had; where it is taken, whether by the server of this folder is what its process says. */
const lookAtPort = async (settings: ServerSettings): Promise<Finding> => {
  const { HOST, PORT, TANDEM_DATA, DATABASE_URL } = settings;
  const holder = DATABASE_URL ? undefined : dataFolderHolder(TANDEM_DATA);
  try {
    await requireFreePort(settings);
    return ok(
      'port',
      holder && PORT !== 0
        ? `${HOST}:${PORT} is free; the running server is at ${servedAddress(TANDEM_DATA, holder.pid) ?? 'another'}`
        : `${HOST}:${PORT} is free`,
    );
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!holder || code !== 'EADDRINUSE') return inUse(PORT, message);
    const served = servedAddress(TANDEM_DATA, holder.pid);
    if (served === null) return ok('port', `${PORT} is in use; a server runs on this folder`);
    if (Number(new URL(served).port) === PORT)
      return ok('port', `${PORT}, in use by the running server`);
    return {
      name: 'port',
      state: 'warning',
      what: `this folder's server runs at ${served}; ${PORT} is in use by another program`,
      advice: `To look at the settings it runs with: PORT=${new URL(served).port} tandem doctor`,
    };
  }
};

const lookAtWeb = async (): Promise<Finding> => {
  const missing = ['console/dist/index.html', 'widget/dist/tandem-widget.js'].filter(
    (file) => !existsSync(fileURLToPath(new URL(`../../../../web/${file}`, import.meta.url))),
  );
  return missing.length === 0
    ? ok('web apps', 'built')
    : {
        name: 'web apps',
        state: 'warning',
        what: `not built: ${missing.join(', ')}`,
        advice: 'They are built at the next start, or now: node tools/build-web.mjs',
      };
};

const marks = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' } as const;

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'look for what keeps Tandem from running',
  usage: 'doctor [--json]',
  help: `
Looks at settings, feature flags, data folder, root key, database, port, proxies and web apps, and says of each what is wrong and what to do.
Changes nothing. Exit code 1 when there is a problem.`,
  options: { json: { type: 'boolean', doc: 'print the findings as one line of JSON' } },
  async run({ options, env, out }) {
    const settings = readServerSettings(env);
    const findings = [
      await lookAtNode(),
      ...unknownFinding(env),
      featuresFinding(settings),
      await folderFinding(settings),
      await lookAtRootKey(settings),
      ...(await lookAtDatabase(settings)),
      await lookAtPort(settings),
      await proxiesFinding(settings),
      await lookAtWeb(),
    ];
    if (options['json']) out(JSON.stringify(findings));
    for (const { name, state, what, advice } of options['json'] ? [] : findings) {
      out(`${marks[state]}  ${name.padEnd(12)} ${what}`);
      if (advice) out(`${' '.repeat(22)}${advice}`);
    }
    return findings.some(({ state }) => state === 'problem') ? 1 : 0;
  },
};
