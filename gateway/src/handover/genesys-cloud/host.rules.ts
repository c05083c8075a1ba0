import { regions } from '@tandem/contract';

/** Base addresses without a slash at the end. */
export type Bases = { readonly api: string; readonly login: string };

const knownHosts = new Set(regions.map(({ host }) => host));
const prefix = /^(apps|login|api|streaming)\./i;
const isLoopback = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(host);

const regional = (host: string): Bases => ({
  api: `https://api.${host}`,
  login: `https://login.${host}`,
});

const gateway = (url: URL): Bases => {
  const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return { api: base, login: base };
};

/**
 * Addresses of a contact centre from what people paste: a region's base domain, with or without scheme, with `apps.`,
 * `login.` or `api.` and a path behind it; or the full address of a server that answers login and API alike.
 * Null when it is none of these.
 */
export const parseHost = (text: string): Bases | null => {
  const given = text.trim();
  const schemed = /^https?:\/\//i.test(given);
  if (given.includes('://') && !schemed) return null;
  const bare = schemed ? given : `https://${given}`;
  if (given === '' || !URL.canParse(bare)) return null;
  const url = new URL(bare);
  if (url.username || url.password || !/^[a-z0-9.-]+$|^\[[0-9a-f:.]+\]$/i.test(url.hostname))
    return null;
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  const domain = host.replace(prefix, '');
  // What is no region is an address of its own, and its path must not be lost silently.
  const hasPath = url.pathname !== '/' || url.search !== '';
  if (!schemed && hasPath && !knownHosts.has(domain) && !isLoopback(host)) return null;
  if (url.port === '' && (knownHosts.has(domain) || domain !== host)) return regional(domain);
  if (!schemed && isLoopback(host)) return gateway(new URL(`http://${given}`));
  if (schemed || url.port !== '') return gateway(url);
  return host.includes('.') ? regional(host) : null;
};
