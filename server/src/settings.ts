import { allEventBridgeRegions } from '@tandem/contract';
import { parseChatLimits } from '@tandem/gateway';
import { checkedEmail, checkedPassword } from '@tandem/identity';
import {
  integer,
  isUuid,
  list,
  oneOf,
  onOff,
  parseEgressRule,
  readSettings,
  SettingError,
  type SettingValues,
  text,
  url,
} from '@tandem/kit';
import { createTrustedProxies } from './http/trusted-proxies.ts';

/**
 * Every setting of a Tandem process. All are environment variables; `docs/settings.md` is generated from this table.
 */
export const settings = {
  PORT: {
    default: '8080',
    parse: integer(0, 65_535),
    doc: 'Port for everything: API, sockets, console, desk and web chat. 0 lets the system choose one.',
  },
  HOST: {
    default: '127.0.0.1',
    parse: text,
    doc: 'Address to listen on. Use 0.0.0.0 to be reachable from other machines.',
  },
  TANDEM_DATA: {
    default: './data',
    parse: text,
    doc: 'Folder of the embedded database and of the generated root key.',
  },
  DATABASE_URL: {
    default: undefined,
    parse: databaseUrl,
    secret: true,
    doc: 'PostgreSQL 15 or newer to use instead of the embedded one, such as postgres://tandem:…@db:5432/tandem, or over a socket: postgres://tandem:…@/tandem?host=/run/postgresql.',
  },
  TANDEM_HALVES: {
    default: 'gateway,platform',
    parse: halves,
    doc: 'Which halves this process serves: gateway, platform, or both.',
  },
  TANDEM_DEMO: {
    default: 'on',
    parse: onOff,
    doc: 'Loads the demo content when the database is new.',
  },
  TANDEM_PUBLIC_URL: {
    default: undefined,
    parse: url,
    doc: 'Address under which people and other systems reach this process, when a proxy stands in front or it is reached by a name. All links are built from it. Without it, links to files are built from the Host header only if that is the address the connection came in at, the machine itself, or the word of a trusted proxy; for any other name from the address the connection came in at.',
  },
  TANDEM_TRUSTED_PROXIES: {
    default: undefined,
    parse: trustedProxies,
    doc: 'Proxies whose X-Forwarded headers are believed: addresses, CIDR ranges, or loopback, linklocal, uniquelocal; none believes nobody. Without it: loopback,linklocal,uniquelocal when TANDEM_PUBLIC_URL is set, else none.',
  },
  TANDEM_ORG_NAME: {
    default: 'Tandem',
    parse: text,
    doc: 'Name of the organisation that the first run creates.',
  },
  TANDEM_ADMIN_EMAIL: {
    default: 'admin@tandem.local',
    parse: adminEmail,
    doc: 'E-mail of the first administrator. Used on the first run only.',
  },
  TANDEM_ADMIN_PASSWORD: {
    default: undefined,
    parse: adminPassword,
    secret: true,
    doc: 'Password of the first administrator, 8 to 1024 characters. Used on the first run only; a random one is printed once when absent.',
  },
  TANDEM_EGRESS_ALLOW: {
    default: '',
    parse: (value: string) => list(value).map(parseEgressRule),
    doc: 'Private hosts or CIDR ranges, with ports, that outbound calls may reach: crm.internal:8443, 10.1.0.0/16.',
  },
  TANDEM_WEBEX_URL: {
    default: 'https://webexapis.com',
    parse: url,
    doc: 'Where people sign in to Webex and tokens are issued: /v1/authorize and /v1/access_token below it. For a proxy, or a server that stands in for Webex.',
  },
  TANDEM_WEBEX_API_URL: {
    default: 'https://api.wxcc-{dataCentre}.cisco.com',
    parse: perDataCentre,
    doc: 'Where the API of Webex Contact Center answers; {dataCentre} stands for the data centre of the connector. Connectors keep the address they were saved with.',
  },
  TANDEM_WEBHOOK_PORT_RULE: {
    default: '443',
    parse: oneOf('443', 'any'),
    doc: 'Webhook URLs must be https on port 443, as at Genesys Cloud (443), or may be any http or https URL (any).',
  },
  TANDEM_EVENTBRIDGE_REGIONS: {
    default: allEventBridgeRegions.join(','),
    parse: awsRegions,
    doc: 'AWS regions that an Amazon EventBridge source may name: those that have Amazon EventBridge, China and the US government among them.',
  },
  TANDEM_AWS_ENVIRONMENT: {
    default: 'off',
    parse: organisations,
    doc: 'Which organisations may send events to AWS with the credentials of Tandem’s own environment (AWS_ACCESS_KEY_ID, a role of the machine), also to take a role with them: off, on for all, or ids of organisations. They are never used with an address that is not of AWS.',
  },
  TANDEM_RETENTION_DAYS: {
    default: '0',
    parse: retentionDays,
    doc: 'Days that ended conversations are kept with everything that belongs to them: messages, files, attempts, events. What is open, or still to be delivered, stays. 7 or more; 0 keeps them for ever.',
  },
  TANDEM_EVENT_BACKLOG_DAYS: {
    default: '30',
    parse: integer(0, 36_500),
    doc: 'Days that events are kept beyond TANDEM_RETENTION_DAYS for an event destination that has not sent them yet. Then they are removed, and the destination says that it lost events.',
  },
  TANDEM_DEAD_EVENT_DAYS: {
    default: '30',
    parse: integer(0, 36_500),
    doc: 'Days that events are kept which an event destination has refused for good, to be sent again by hand; never longer than TANDEM_RETENTION_DAYS. 0: as long as that says.',
  },
  TANDEM_AUDIT_RETENTION_DAYS: {
    default: '0',
    parse: retentionDays,
    doc: 'Days that entries of the audit log are kept. 7 or more; 0 keeps them for ever.',
  },
  TANDEM_EXECUTION_RETENTION_DAYS: {
    default: '30',
    parse: retentionDays,
    doc: 'Days that executions of automation flows which have ended are kept with their traces. 7 or more; 0 keeps them for ever.',
  },
  TANDEM_AUTOMATION_CONCURRENCY: {
    default: '64',
    parse: integer(1, 500),
    doc: 'Executions of automation flows of all organisations that take a step, or call another system, at once on each process; the others wait their turn. Of one organisation at most 8.',
  },
  TANDEM_RECORDED_RUNS: {
    default: '1',
    parse: integer(0, 100),
    doc: 'Runs a second of each inbound message flow that each process records with their steps although nobody looks (after a pause ten times as many at once), and five times as many that fail. 0: runs are recorded only while somebody looks at them.',
  },
  TANDEM_ROOT_KEY: {
    default: undefined,
    parse: text,
    secret: true,
    doc: 'Root key of the vault, 32 bytes as base64. Required with DATABASE_URL, unless TANDEM_ROOT_KEY_FILE is given.',
  },
  TANDEM_ROOT_KEY_FILE: {
    default: undefined,
    parse: text,
    doc: 'File that holds the root key of the vault.',
  },
  TANDEM_NEW_ROOT_KEY: {
    default: undefined,
    parse: text,
    secret: true,
    doc: 'The root key that takes the place of the present one, 32 bytes as base64. Read by tandem rotate-keys --root.',
  },
  TANDEM_NEW_ROOT_KEY_FILE: {
    default: undefined,
    parse: text,
    doc: 'File that holds the new root key, instead of TANDEM_NEW_ROOT_KEY.',
  },
  TANDEM_KV_URL: {
    default: undefined,
    parse: url,
    doc: 'HashiCorp Vault or OpenBao with a secrets engine KV version 2, such as https://bao.example.com:8200. It may hold the root key (TANDEM_KV_ROOT_KEY) and the values of credentials. A private address is allowed by TANDEM_EGRESS_ALLOW.',
  },
  TANDEM_KV_MOUNT: {
    default: 'secret',
    parse: kvPath,
    doc: 'Mount of the secrets engine in the KV store.',
  },
  TANDEM_KV_PREFIX: {
    default: 'tandem',
    parse: kvPath,
    doc: 'Path in the KV store below which credentials are read; each organisation has its own: prefix/id of the organisation/path of the credential.',
  },
  TANDEM_KV_NAMESPACE: {
    default: undefined,
    parse: text,
    doc: 'Namespace in the KV store, if it has any.',
  },
  TANDEM_KV_TOKEN: {
    default: undefined,
    parse: text,
    secret: true,
    doc: 'Token for the KV store. Instead of it, TANDEM_KV_ROLE_ID and TANDEM_KV_SECRET_ID sign in by AppRole.',
  },
  TANDEM_KV_ROLE_ID: {
    default: undefined,
    parse: text,
    doc: 'Role id of the AppRole sign-in at the KV store.',
  },
  TANDEM_KV_SECRET_ID: {
    default: undefined,
    parse: text,
    secret: true,
    doc: 'Secret id of the AppRole sign-in at the KV store.',
  },
  TANDEM_KV_APPROLE_MOUNT: {
    default: 'approle',
    parse: kvPath,
    doc: 'Mount of the AppRole sign-in method in the KV store.',
  },
  TANDEM_KV_ROOT_KEY: {
    default: undefined,
    parse: kvField,
    doc: 'Where the KV store has the root key, as path#field, such as tandem-root/key#value. Asked when neither TANDEM_ROOT_KEY nor TANDEM_ROOT_KEY_FILE is given.',
  },
  TANDEM_RATE_LIMIT: {
    default: '300',
    parse: integer(0, 1_000_000),
    doc: 'API requests a minute for each client, or each user of a client. 0 lifts the limit.',
  },
  TANDEM_CHAT_LIMIT_PER_ADDRESS: {
    default: 'tokens=600,conversations=600,activities=6000,uploads=300',
    parse: parseChatLimits,
    doc: 'What one network address (IPv6: its /64) may ask of the web chat in a minute, counted by each process in its memory; servers that hold a Direct Line secret are not counted. Secrets, tokens and endpoints that do not exist are counted by themselves, as many as tokens. One number is for all four; 0 lifts a limit. An office behind one address counts as one.',
  },
  TANDEM_CHAT_LIMIT_PER_ENDPOINT: {
    default: 'tokens=6000,conversations=6000,activities=60000,uploads=3000',
    parse: parseChatLimits,
    doc: 'What all customers of one endpoint together may ask in a minute of each process. 0 lifts a limit.',
  },
  TANDEM_CHAT_UPLOAD_BYTES: {
    default: '26214400',
    parse: integer(1, 100 * 1024 * 1024),
    doc: 'Largest file that a customer may send. An endpoint may set less.',
  },
  TANDEM_CHAT_CONVERSATION_BYTES: {
    default: '104857600',
    parse: integer(0, Number.MAX_SAFE_INTEGER),
    doc: 'What is kept at most of a customer in one conversation, messages and files together. 0 lifts the limit.',
  },
  TANDEM_DATABASE_POOL: {
    default: '10',
    parse: integer(2, 200),
    doc: 'Database connections for each half of a process.',
  },
  TANDEM_DATABASE_CONNECT_TIMEOUT: {
    default: '5',
    parse: integer(1, 60),
    doc: 'Seconds a request waits for a database connection before it is answered with 503.',
  },
  TANDEM_DATABASE_STATEMENT_TIMEOUT: {
    default: '10',
    parse: integer(1, 600),
    doc: 'Seconds a statement may take before it is cut off and its request answered with 503. Migrations, export and import are exempt; retention works in small steps.',
  },
  TANDEM_LEASE_TIME: {
    default: '15',
    parse: integer(12, 600),
    doc: 'Seconds after which other nodes take over the conversations of a node that does not answer. At least TANDEM_LEASE_RENEWAL + 11, so that a webhook call keeps its 10 seconds. The same on all nodes.',
  },
  TANDEM_LEASE_RENEWAL: {
    default: '3',
    parse: integer(1, 200),
    doc: 'Seconds between two signs of life of a node. At most a third of TANDEM_LEASE_TIME.',
  },
  TANDEM_METRICS_TOKEN: {
    default: undefined,
    parse: text,
    secret: true,
    doc: 'Bearer token that GET /metrics asks for. Without it the figures are told to programs on the same machine only, and not through a proxy.',
  },
  TANDEM_LOG_LEVEL: {
    default: 'info',
    parse: oneOf('debug', 'info', 'warn', 'error', 'silent'),
    doc: 'How much is logged, as JSON lines on standard error: debug, info, warn, error or silent.',
  },
  TANDEM_PG_BIN: {
    default: undefined,
    parse: text,
    doc: 'Folder with postgres and initdb to use for the embedded database instead of the bundled ones.',
  },
} as const;

export type Half = 'gateway' | 'platform';
export type ServerSettings = SettingValues<typeof settings> & {
  /** Variables for secret fields, by name: what `TANDEM_VAR_<name>` says. */
  readonly variables: ReadonlyMap<string, string>;
};

const variablePrefix = 'TANDEM_VAR_';

const variablesOf = (env: NodeJS.ProcessEnv): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith(variablePrefix) && name.length > variablePrefix.length && value
        ? [[name.slice(variablePrefix.length), value] as const]
        : [],
    ),
  );

/** The rules of identity, said before a database is made for what they refuse. */
function adminEmail(value: string): string {
  try {
    return checkedEmail(value);
  } catch {
    throw new Error('must be an e-mail address');
  }
}

function adminPassword(value: string): string {
  try {
    return checkedPassword(value);
  } catch {
    throw new Error('must have 8 to 1024 characters');
  }
}

/** Where something answers, by data centre. */
function perDataCentre(value: string): (dataCentre: string) => string {
  const of = (dataCentre: string) => url(value.replaceAll('{dataCentre}', dataCentre));
  of('us1');
  return of;
}

/** A path in the KV store, without a slash at either end. */
function kvPath(value: string): string {
  const path = value.replaceAll(/^\/+|\/+$/g, '');
  if (!/^[\w.-]+(?:\/[\w.-]+)*$/.test(path) || path.split('/').includes('..'))
    throw new Error('must be a path of letters, digits, _ . - and /');
  return path;
}

function kvField(value: string): { readonly path: string; readonly field: string } {
  const [path = '', field = '', more] = value.split('#');
  if (field === '' || more !== undefined) throw new Error('must be path#field');
  return { path: kvPath(path), field };
}

function halves(value: string): readonly Half[] {
  const names = list(value);
  const known = names.filter((name): name is Half => name === 'gateway' || name === 'platform');
  if (known.length === 0 || known.length !== names.length)
    throw new Error('must be gateway, platform or gateway,platform');
  return [...new Set(known)];
}

function trustedProxies(value: string): readonly string[] {
  const rules = value.trim() === 'none' ? [] : list(value);
  createTrustedProxies(rules);
  return rules;
}

/** Whether an organisation is meant. */
function organisations(value: string): (org: string) => boolean {
  const asked = value.trim().toLowerCase();
  if (asked === 'on' || asked === 'off') return () => asked === 'on';
  const ids = new Set(list(asked));
  if (ids.size === 0 || [...ids].some((id) => !isUuid(id)))
    throw new Error('must be on, off, or ids of organisations with commas between them');
  return (org) => ids.has(org.toLowerCase());
}

function awsRegions(value: string): readonly string[] {
  const names = [...new Set(list(value))];
  if (names.length === 0 || names.some((name) => !/^[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/.test(name)))
    throw new Error('must be regions with hyphens such as eu-central-1,us-east-1');
  return names;
}

/** Repeats of a message are recognised for seven days: what they are compared with has to be there. */
function retentionDays(value: string): number {
  const days = integer(0, 36_500)(value);
  if (days > 0 && days < 7) throw new Error('must be 7 or more, or 0 to keep everything');
  return days;
}

/** A socket's URL has no host, which the URL standard does not know of a URL with a user. */
function databaseUrl(value: string): string {
  const isPostgres = /^postgres(?:ql)?:\/\//.test(value);
  if (!isPostgres || !URL.canParse(value.replace('@/', '@socket/')))
    throw new Error('must be a complete URL such as postgres://tandem:password@db:5432/tandem');
  return value;
}

/** @throws SettingError with one line for the operator. */
export const readServerSettings = (env: NodeJS.ProcessEnv): ServerSettings => {
  const read = { ...readSettings(settings, env), variables: variablesOf(env) };
  checkLease(read);
  return read;
};

/** A webhook call may take 10 seconds, and a second is kept for writing down how it ended. */
const longestCallSeconds = 11;

function checkLease({ TANDEM_LEASE_TIME: life, TANDEM_LEASE_RENEWAL: renewal }: ServerSettings) {
  const longest = Math.min(Math.floor(life / 3), life - longestCallSeconds);
  if (renewal > longest)
    throw new SettingError(
      `TANDEM_LEASE_RENEWAL "${renewal}": must be at most ${longest} with a TANDEM_LEASE_TIME of ${life}`,
    );
}
