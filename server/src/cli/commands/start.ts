import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createLog, systemClock, systemIds } from '@tandem/kit';
import type { Ready } from '../../first-run.ts';
import { readServerSettings, type ServerSettings } from '../../settings.ts';
import { requirePort, startServer } from '../../start-server.ts';
import { unknownSettings } from '../../unknown-settings.ts';
import type { Command, CommandRun } from '../command.ts';

const buildScript = fileURLToPath(new URL('../../../../tools/build-web.mjs', import.meta.url));

/** Builds the web apps when their sources are newer than what was built; says so while it does. */
const buildWeb = () =>
  spawnSync(process.execPath, [buildScript], { stdio: ['ignore', 'inherit', 'inherit'] }).status ===
  0;

/** Whom to sign in as; who lost the password is told how to get another. */
const signInLines = (ready: Ready): string[] => {
  const { admin, organisation, firstRun, generatedPassword } = ready;
  if (!admin) return [];
  if (generatedPassword)
    return ['', `  sign in as   ${admin}`, `  password     ${generatedPassword}   (shown once)`];
  const org = organisation ? ` --org ${organisation}` : '';
  return [
    '',
    `  sign in as   ${admin}`,
    ...(firstRun ? [] : [`  no password? npx tandem user password ${admin}${org}`]),
  ];
};

const greeting = (ready: Ready, settings: ServerSettings): string[] => {
  const address = settings.TANDEM_PUBLIC_URL ?? ready.url;
  const platform = settings.TANDEM_HALVES.includes('platform');
  return [
    '',
    `Tandem is ready at ${address}`,
    ...(platform ? [`  agent desk   ${address}/desk/`] : []),
    `  console      ${address}/console/`,
    ...signInLines(ready),
    '',
    'Ctrl-C stops it, the database too.',
  ];
};

/** Resolves when the operator asks the process to stop. */
const stopAsked = () =>
  Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(process, 'SIGHUP')]);

const run = async ({ options, env, out, err }: CommandRun): Promise<number> => {
  const settings = readServerSettings(env);
  for (const line of unknownSettings(env)) err(line);
  await requirePort(settings);
  if (!options['skip-build'] && !buildWeb()) {
    err('The web apps could not be built; see the lines above.');
    return 1;
  }
  const server = await startServer({
    settings,
    clock: systemClock,
    ids: systemIds,
    log: createLog({ level: settings.TANDEM_LOG_LEVEL, destination: process.stderr }),
    onProgress: err,
    onReady: (ready) => {
      for (const line of greeting(ready, settings)) out(line);
    },
  });
  await stopAsked();
  out('Stopping …');
  await server.stop();
  return 0;
};

export const startCommand: Command = {
  name: 'start',
  summary: 'serve everything on one port',
  usage: 'start [--skip-build]',
  help: `
Starts the embedded PostgreSQL (or uses DATABASE_URL), brings the database up to date, creates the organisation on the
first run and serves API, sockets, console, desk and web chat on one port. Ctrl-C stops it cleanly.

  npm start
  PORT=8081 TANDEM_DATA=/var/lib/tandem npx tandem start
  DATABASE_URL=postgres://… TANDEM_ROOT_KEY=… TANDEM_HALVES=platform npx tandem start`,
  options: { 'skip-build': { type: 'boolean', doc: 'serve the web apps as they were last built' } },
  run,
};
