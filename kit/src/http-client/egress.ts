import { lookup as dnsLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { defineErrors } from '../errors.ts';

export const egressErrors = defineErrors('egress', {
  blocked: {
    status: 400,
    code: 'egress.blocked',
    text: 'Outbound calls to {target} are blocked because the address is private. To allow it set TANDEM_EGRESS_ALLOW={target}.',
  },
  blockedFile: {
    status: 400,
    code: 'egress.file.blocked',
    text: 'Files at {target} are not fetched because the address is private. To allow it set TANDEM_EGRESS_ALLOW_FILES={target}.',
  },
  unresolved: {
    status: 400,
    code: 'egress.unresolved',
    text: 'The host {host} cannot be resolved.',
  },
  badUrl: {
    status: 400,
    code: 'egress.url.invalid',
    text: 'The URL is not a valid http or https URL.',
  },
});

/** One entry of TANDEM_EGRESS_ALLOW: `host`, `host:port`, `10.0.0.0/8`, `10.0.0.0/8:8080`. */
export type EgressRule = {
  readonly host?: string;
  readonly range?: [ipaddr.IPv4 | ipaddr.IPv6, number];
  readonly port?: number;
};

const portSuffix = /^(?<base>.+?)(?::(?<port>\d{1,5}))?$/;

const notUnderstood = (entry: string) =>
  new Error(`"${entry}" is not a host, an address or a CIDR range`);

/** @throws Error with a message for the operator if the entry cannot be understood. */
export const parseEgressRule = (entry: string): EgressRule => {
  const bracketed = /^\[(?<host>[^\]]+)\](?::(?<port>\d{1,5}))?$/.exec(entry);
  const bareV6 = entry.split(':').length > 2 && !bracketed;
  const match = bracketed ?? (bareV6 ? null : portSuffix.exec(entry));
  const base = bracketed?.groups?.['host'] ?? match?.groups?.['base'] ?? entry;
  const portText = match?.groups?.['port'];
  const port = portText === undefined ? {} : { port: Number(portText) };
  if (base.includes('/') && !ipaddr.isValidCIDR(base)) throw notUnderstood(entry);
  if (base.includes('/')) return { range: ipaddr.parseCIDR(base), ...port };
  if (ipaddr.isValid(base)) {
    const address = ipaddr.process(base);
    return { range: [address, address.kind() === 'ipv4' ? 32 : 128], ...port };
  }
  if (!/^[a-z0-9.-]+$/i.test(base)) throw notUnderstood(entry);
  return { host: base.toLowerCase(), ...port };
};

/** `::a.b.c.d`, which some systems still take for the IPv4 address in it. */
const holdsV4 = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  'parts' in address && address.parts.slice(0, 6).every((part) => part === 0);

/**
 * Whether an address that can be dialled reaches this machine itself.
 * @param own addresses of the machine's interfaces
 */
export const isOwnAddress = (text: string, own: readonly string[]): boolean => {
  const address = ipaddr.process(text);
  const bytes = address.toByteArray().join('.');
  return (
    ['loopback', 'unspecified'].includes(address.range()) ||
    holdsV4(address) ||
    own.some((one) => ipaddr.process(one).toByteArray().join('.') === bytes)
  );
};

const isPublic = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  address.range() === 'unicast' && !holdsV4(address);

const matches = (
  rule: EgressRule,
  target: { host: string; port: number; address: ipaddr.IPv4 | ipaddr.IPv6 },
): boolean => {
  if (rule.port !== undefined && rule.port !== target.port) return false;
  if (rule.host !== undefined) return rule.host === target.host.toLowerCase();
  if (!rule.range || rule.range[0].kind() !== target.address.kind()) return false;
  return target.address.match(rule.range as [ipaddr.IPv4, number]);
};

export type EgressGuard = {
  /** Resolves a host and answers the address to dial. @throws egressErrors.unresolved, and what refuses the address */
  readonly resolve: (
    host: string,
    port: number,
  ) => Promise<{
    address: string;
    family: 4 | 6;
    /** Not reachable from everywhere: a rule names it. */
    isPrivate: boolean;
  }>;
};

/**
 * Lets outbound calls reach public addresses and what `allow` names; the address that is checked is the one dialled.
 * @param isClosed ports of private addresses that are not reached, whatever `allow` names
 * @param refused makes the error for a private address
 */
export const createEgressGuard = ({
  allow,
  lookup = dnsLookup,
  isClosed = () => false,
  refused = egressErrors.blocked,
}: {
  allow: readonly EgressRule[];
  lookup?: typeof dnsLookup;
  isClosed?: (port: number, address: string) => boolean;
  refused?: (target: { target: string }) => Error;
}): EgressGuard => ({
  async resolve(host, port) {
    const bare = host.replace(/^\[|\]$/g, '');
    const found = isIP(bare)
      ? [{ address: bare }]
      : await lookup(bare, { all: true, verbatim: true }).catch(() => {
          throw egressErrors.unresolved({ host: bare });
        });
    for (const { address: text } of found) {
      // A v4-mapped IPv6 address is judged as the IPv4 address that it reaches.
      const address = ipaddr.process(text);
      const isPrivate = !isPublic(address);
      const isAllowed = () =>
        !isClosed(port, text) && allow.some((rule) => matches(rule, { host: bare, port, address }));
      if (!isPrivate || isAllowed()) {
        return { address: text, family: isIP(text) as 4 | 6, isPrivate };
      }
    }
    throw refused({ target: `${bare.includes(':') ? `[${bare}]` : bare}:${port}` });
  },
});
