import {
  createEgressGuard,
  createHttpClient,
  createLog,
  dataFolderHolder,
  type HttpClient,
  parseEgressRule,
  systemClock,
  systemIds,
} from '@tandem/kit';
import { loadDemo } from '../../demo/demo.ts';
import { demoNames } from '../../demo/demo-content.ts';
import { servedAddress } from '../../served-address.ts';
import { readServerSettings } from '../../settings.ts';
import { startServer } from '../../start-server.ts';
import { type Command, type CommandRun, UsageError } from '../command.ts';
import { chooseOrganisation, withCore } from '../core-session.ts';

const answers = async (http: HttpClient, url: string): Promise<boolean> =>
  http.request({ method: 'GET', url: `${url}/health/live`, timeoutMs: 2000 }).then(
    ({ status }) => status === 200,
    () => false,
  );

/** The demo is set up over the wire: by the running server, or by one that runs for as long as it takes. */
const withServer = async (
  run: CommandRun,
  http: HttpClient,
  work: (url: string) => Promise<number>,
): Promise<number> => {
  const settings = readServerSettings(run.env);
  const host = settings.HOST === '0.0.0.0' ? '127.0.0.1' : settings.HOST;
  const holder = settings.DATABASE_URL ? undefined : dataFolderHolder(settings.TANDEM_DATA);
  const url =
    (holder && servedAddress(settings.TANDEM_DATA, holder.pid)) ??
    `http://${host}:${settings.PORT}`;
  if (await answers(http, url)) return work(url);
  const log = createLog({ level: 'warn', destination: process.stderr });
  await using server = await startServer({
    settings: { ...settings, TANDEM_DEMO: false },
    clock: systemClock,
    ids: systemIds,
    log,
    onProgress: run.err,
  });
  return await work(server.url);
};

const alreadyThere = (names: readonly string[]) =>
  `Demo content is there already: ${names.join(', ')}. Nothing was changed. Rename or delete it to load it anew.`;

export const seedCommand: Command = {
  name: 'seed',
  summary: 'load the demo content',
  usage: 'seed [--agent <e-mail>] [--org <id or short name>]',
  help: `
Loads what a new installation gets by itself: the queue "${demoNames.queue}" with wrap-up codes, a published message flow, the
platform "${demoNames.integration}" with its routing, and the endpoint "${demoNames.endpoint}" with the demo bot, its copilot switched on
and a few articles. The agent becomes a member of the queue. A process that serves one half (TANDEM_HALVES) gets what belongs to that half. Where demo content is there
already, nothing is changed. Uses the running server of this environment, or starts one meanwhile.

  TANDEM_DEMO=off npm start        # later:
  npx tandem seed --agent ada@acme.example`,
  options: {
    agent: {
      type: 'string',
      value: 'e-mail',
      doc: 'user who answers the chats (default: every active user)',
    },
    org: { type: 'string', value: 'org', doc: 'organisation, when there are several' },
  },
  async run(run) {
    const { options, env, out, err } = run;
    const { agent, org: named } = options as Record<string, string | undefined>;
    const settings = readServerSettings(env);
    const own = ['127.0.0.1', '::1', settings.HOST].map(parseEgressRule);
    const http = createHttpClient({ guard: createEgressGuard({ allow: own }) });
    try {
      return await withServer(run, http, (url) =>
        withCore(run, async (core) => {
          const org = await chooseOrganisation(core, named, err);
          if (!org) return 1;
          const users = await core.identity.directory.activeUsers(org);
          const agents = users
            .filter(({ email }) => !agent || email.toLowerCase() === agent.toLowerCase())
            .map(({ id }) => id);
          if (agents.length === 0)
            throw new UsageError(
              agent ? `There is no active user "${agent}".` : 'There is no active user.',
            );
          const deps = { core, http, ids: systemIds, halves: settings.TANDEM_HALVES };
          const there = await loadDemo(deps, { url, org, agents });
          out(there.length === 0 ? 'The demo content is loaded.' : alreadyThere(there));
          return 0;
        }),
      );
    } finally {
      await http.close();
    }
  },
};
