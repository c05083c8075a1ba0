import { type ConnectionRequest, regions } from '@tandem/contract';
import type { ConnectionSetup, Endpoints } from './connections.model.ts';

const knownHosts = new Set(regions.map(({ host }) => host));
const service = /^(apps|login|api)\./i;

/** A region's base domain, with `apps.`, `login.` or `api.` before it or not; or a server that answers login and API alike. */
const genesysBases = (text: string): { api: string; login: string } | null => {
  const given = text.trim();
  const isSchemed = /^https?:\/\//i.test(given);
  const url = URL.parse(isSchemed ? given : `https://${given}`);
  if (!url || url.username || url.password) return null;
  const domain = url.hostname.replace(service, '');
  // What is no region is an address of its own, and its path must not be lost silently.
  const hasPath = url.pathname !== '/' || url.search !== '';
  if (!isSchemed && hasPath && !knownHosts.has(domain)) return null;
  if (url.port === '' && (knownHosts.has(domain) || domain !== url.hostname || !isSchemed))
    return domain.includes('.')
      ? { api: `https://api.${domain}`, login: `https://login.${domain}` }
      : null;
  const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return { api: base, login: base };
};

/** Where the API of a region or an address answers; null when the text is neither. */
export const genesysApiOf = (text: string): string | null => genesysBases(text)?.api ?? null;

const isRegional = ({ hostname, port }: URL): boolean =>
  port === '' && knownHosts.has(hostname.replace(service, ''));

/**
 * Address below which a connection's token is used, without a slash at its end: the API of the contact centre, else the
 * server that issued the token, for no other one is known to take it.
 */
export const apiBaseOf = ({ provider, host, endpoints }: ConnectionSetup): string => {
  const known = provider === 'genesys' ? genesysApiOf(host ?? '') : null;
  if (known) return known;
  const url = new URL(endpoints.tokenUrl);
  if (isRegional(url)) return genesysApiOf(url.origin) ?? url.origin;
  const prefix = /^(?<prefix>.*)\/oauth\/token$/.exec(url.pathname)?.groups?.['prefix'] ?? '';
  return `${url.origin}${prefix}`;
};

const genesys = (host: string): Endpoints | null => {
  const bases = genesysBases(host);
  return (
    bases && {
      issuer: null,
      authorizationUrl: `${bases.login}/oauth/authorize`,
      tokenUrl: `${bases.login}/oauth/token`,
      revocationUrl: null,
      ownTokenUrl: `${bases.api}/api/v2/tokens/me`,
    }
  );
};

/** Where people sign in to Webex, and its tokens are issued. */
export const usualWebexUrl = 'https://webexapis.com';

const webex = (base: string): Endpoints => ({
  issuer: null,
  authorizationUrl: `${base}/v1/authorize`,
  tokenUrl: `${base}/v1/access_token`,
  revocationUrl: null,
  ownTokenUrl: null,
});

const typed = ({
  tokenUrl,
  authorizationUrl,
  revocationUrl,
}: ConnectionRequest): Endpoints | null =>
  tokenUrl
    ? {
        issuer: null,
        authorizationUrl: authorizationUrl ?? null,
        tokenUrl,
        revocationUrl: revocationUrl ?? null,
        ownTokenUrl: null,
      }
    : null;

/**
 * Where the server of a connection answers, as far as nothing has to be looked up; null when it cannot be told.
 * @param webexUrl without a slash at its end
 */
export const knownEndpoints = (
  request: ConnectionRequest,
  webexUrl = usualWebexUrl,
): Endpoints | null => {
  switch (request.provider) {
    case 'genesys':
      return genesys(request.host ?? '');
    case 'webex':
      return webex(webexUrl);
    case 'custom':
      return typed(request);
  }
};

/** Every address that is called or shown. */
export const urlsOf = (endpoints: Endpoints): string[] =>
  [
    endpoints.authorizationUrl,
    endpoints.tokenUrl,
    endpoints.revocationUrl,
    endpoints.ownTokenUrl,
  ].filter((url) => url !== null);

/** Whether secrets and tokens would go to a server that they did not go to before. */
export const leadsElsewhere = (before: Endpoints, after: Endpoints): boolean => {
  const receivers = ({ tokenUrl, revocationUrl, ownTokenUrl }: Endpoints) =>
    [tokenUrl, revocationUrl, ownTokenUrl].flatMap((url) => (url ? [new URL(url).origin] : []));
  const known = new Set(receivers(before));
  return receivers(after).some((origin) => !known.has(origin));
};
