import { checkedEmail, checkedPassword } from '@tandem/identity';
import { integer, list, oneOf, onOff, text, url } from '@tandem/kit';
import { createTrustedProxies } from '../http/trusted-proxies.ts';

export type Half = 'gateway' | 'platform';

/** How the process is reached, and what its first run makes. */
export const processSettings = {
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
    doc: 'Proxies whose X-Forwarded headers are believed: addresses, CIDR ranges, or loopback, linklocal, uniquelocal; none believes nobody. Name every proxy on the way, the nearest and those before it, and no network in which clients are: a client whose address is named here can make up where it comes from. Without it: the one proxy in front, if it connects from loopback, linklocal or uniquelocal and TANDEM_PUBLIC_URL is set; who connected to that one counts as the client, also from a private network, so that behind several proxies all callers count as one until they are named. Without TANDEM_PUBLIC_URL: none.',
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
} as const;

/** A socket's URL has no host, which the URL standard does not know of a URL with a user. */
function databaseUrl(value: string): string {
  const isPostgres = /^postgres(?:ql)?:\/\//.test(value);
  if (!isPostgres || !URL.canParse(value.replace('@/', '@socket/')))
    throw new Error('must be a complete URL such as postgres://tandem:password@db:5432/tandem');
  return value;
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
