import {
  type ConnectorAccess,
  type ConnectorRequest,
  type SecretSourceRequest,
  webexScopes,
} from '@tandem/contract';
import { genesysApiOf } from '../connections/index.ts';
import { connectorErrors } from './connectors.errors.ts';
import type { ConnectorRecord, ConnectorSetup, StoredAuthentication } from './connectors.model.ts';
import { targetOf } from './target.rules.ts';

const problem = (text: string) => connectorErrors.invalid({ problem: text });

/** A request as a whole, before anything is looked up. */
export type Draft = {
  readonly access: ConnectorAccess;
  readonly scopes: readonly string[];
  readonly setup: ConnectorSetup;
  /** Id or name of the OAuth connection. */
  readonly connection: string | null;
  /** What is said of the secret; undefined leaves it as it is. */
  readonly secret: SecretSourceRequest | undefined;
};

export type DraftContext = {
  /** Scopes of this contact centre; null where it does not run. */
  readonly platformScopes: readonly string[] | null;
  readonly webexUrl: (dataCentre: string) => string;
};

const setupWith = (more: Partial<ConnectorSetup>): ConnectorSetup => ({
  ...{ dataCentre: null, region: null, baseUrl: null, authentication: { type: 'oauth' } },
  ...more,
});

const connectionOf = ({ connection }: ConnectorRequest): string => {
  if (!connection) throw problem('An OAuth connection is needed: its token is used.');
  return connection;
};

/** An address that paths are appended to. @throws connectorErrors.invalid */
const baseOf = (text: string): string => {
  const url = URL.parse(text.trim());
  if (!url || !['https:', 'http:'].includes(url.protocol))
    throw problem(`"${text}" is no complete https:// address.`);
  if (url.search || url.hash || url.username || url.password)
    throw problem('The address takes no user name, no query and no #.');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
};

const platform = ({ scopes = [] }: ConnectorRequest, { platformScopes }: DraftContext): Draft => {
  if (!platformScopes) throw connectorErrors.noPlatform();
  if (scopes.length === 0) throw problem('Tick at least one scope.');
  const unknown = scopes.find((scope) => !platformScopes.includes(scope));
  if (unknown !== undefined) throw problem(`"${unknown}" is no scope of this contact centre.`);
  return {
    access: 'readWrite',
    scopes: [...new Set(scopes)].sort(),
    setup: setupWith({ authentication: { type: 'platform' } }),
    connection: null,
    secret: undefined,
  };
};

const webex = (request: ConnectorRequest, { webexUrl }: DraftContext): Draft => {
  const { dataCentre, access = 'read' } = request;
  if (!dataCentre) throw problem('Choose the data centre.');
  return {
    access,
    scopes: webexScopes[access],
    setup: setupWith({ dataCentre, baseUrl: baseOf(webexUrl(dataCentre)) }),
    connection: connectionOf(request),
    secret: undefined,
  };
};

const genesysCloud = (request: ConnectorRequest): Draft => {
  const { region = '', access = 'read' } = request;
  const baseUrl = genesysApiOf(region);
  if (!baseUrl)
    throw problem(`"${region}" is no region and no complete https:// address of a contact centre.`);
  return {
    ...{ access, scopes: [] },
    setup: setupWith({ region, baseUrl: baseOf(baseUrl) }),
    connection: connectionOf(request),
    secret: undefined,
  };
};

type Proof = {
  readonly authentication: StoredAuthentication;
  readonly connection: string | null;
  readonly secret: SecretSourceRequest | undefined;
};

const proofOf = ({ authentication = { type: 'none' } }: ConnectorRequest): Proof => {
  const { type } = authentication;
  switch (authentication.type) {
    case 'none':
      return { authentication: { type: 'none' }, connection: null, secret: undefined };
    case 'oauth':
      return {
        authentication: { type: 'oauth' },
        connection: authentication.connection,
        secret: undefined,
      };
    case 'bearer':
      return {
        authentication: { type: 'bearer' },
        connection: null,
        secret: authentication.token,
      };
    case 'basic': {
      const { username, validationUrl = null, password } = authentication;
      if (username.includes(':')) throw problem('A user name of this kind holds no colon.');
      return {
        authentication: { type: 'basic', username, validationUrl },
        connection: null,
        secret: password,
      };
    }
    case 'apiKey': {
      const { in: place, name, key } = authentication;
      // A key in the address is told apart by case, a header is not.
      const stored = place === 'header' ? name.toLowerCase() : name;
      return {
        authentication: { type: 'apiKey', in: place, name: stored },
        connection: null,
        secret: key,
      };
    }
    default:
      throw problem(`"${type}" is no kind of authentication.`);
  }
};

const custom = (request: ConnectorRequest): Draft => {
  const { baseUrl, access = 'read' } = request;
  if (!baseUrl) throw problem('An address is needed: paths are appended to it.');
  const { authentication, connection, secret } = proofOf(request);
  const base = baseOf(baseUrl);
  targetOf(base, { path: '' });
  return {
    ...{ access, scopes: [], connection, secret },
    setup: setupWith({ baseUrl: base, authentication }),
  };
};

/**
 * Checks a request as far as it goes without looking anything up.
 * @throws connectorErrors.invalid, noPlatform
 */
export const draftOf = (request: ConnectorRequest, context: DraftContext): Draft => {
  switch (request.kind) {
    case 'platform':
      return platform(request, context);
    case 'webex':
      return webex(request, context);
    case 'genesysCloud':
      return genesysCloud(request);
    case 'custom':
      return custom(request);
  }
};

/** Whether the authentication has a secret of its own. */
export const hasSecret = ({ type }: StoredAuthentication): boolean =>
  type === 'basic' || type === 'apiKey' || type === 'bearer';

/** Whether nothing new is said of the secret. */
export const isSecretKept = (secret: SecretSourceRequest | undefined): boolean =>
  secret === undefined || (secret.kind === 'insecure' && secret.value === undefined);

/** Whether a secret would be sent to a server that it was not sent to before. */
export const leadsElsewhere = (before: ConnectorSetup, after: ConnectorSetup): boolean => {
  const receivers = ({ baseUrl, authentication }: ConnectorSetup) =>
    [baseUrl, authentication.type === 'basic' ? authentication.validationUrl : null].flatMap(
      (url) => (url ? [URL.parse(url)?.origin ?? url] : []),
    );
  const known = new Set(receivers(before));
  return receivers(after).some((origin) => !known.has(origin));
};

/** Providers whose tokens a kind takes. */
export const providersOf: Readonly<Record<ConnectorRecord['kind'], readonly string[]>> = {
  platform: [],
  webex: ['webex', 'custom'],
  genesysCloud: ['genesys', 'custom'],
  custom: ['genesys', 'webex', 'custom'],
};
