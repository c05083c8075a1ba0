import { regions } from '@tandem/contract';

/** Where a contact centre answers, without a slash at the end. */
export type Environment = { readonly api: string; readonly login: string };

const knownHosts: ReadonlySet<string> = new Set(regions.map(({ host }) => host));
const service = /^(apps|login|api|streaming)\./;
const hostForm = /^[a-z0-9.-]+$|^\[[0-9a-f:.]+\]$/;
const isLoopback = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);

const regional = (domain: string): Environment => ({
  api: `https://api.${domain}`,
  login: `https://login.${domain}`,
});

const server = ({ origin, pathname }: URL): Environment => {
  const base = `${origin}${pathname.replace(/\/+$/, '')}`;
  return { api: base, login: base };
};

/**
 * The environment that people paste: a region's base domain, with or without scheme and `apps.`, `login.` or `api.`; or
 * the whole address of a server that answers login and API alike. Null when it is neither.
 */
export const environmentOf = (text: string): Environment | null => {
  const given = text.trim();
  const isSchemed = /^https?:\/\//i.test(given);
  if (given.includes('://') && !isSchemed) return null;
  const url = URL.parse(isSchemed ? given : `https://${given}`);
  const host = url?.hostname.replace(/\.$/, '') ?? '';
  if (!url || url.username || url.password || !hostForm.test(host)) return null;
  const domain = host.replace(service, '');
  // What is no region is an address of its own, and its path must not be lost silently.
  const hasPath = url.pathname !== '/' || url.search !== '';
  if (!isSchemed && hasPath && !knownHosts.has(domain) && !isLoopback(host)) return null;
  if (url.port === '' && (knownHosts.has(domain) || (domain !== host && domain.includes('.'))))
    return regional(domain);
  if (!isSchemed && isLoopback(host)) return server(new URL(`http://${given}`));
  if (isSchemed || url.port !== '') return server(url);
  return host.includes('.') ? regional(host) : null;
};
