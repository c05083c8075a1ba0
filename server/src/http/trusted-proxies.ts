import { BlockList, isIP } from 'node:net';

const ranges: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** Where a proxy in front of this process usually stands: on the same machine or in the same private network. */
const usualProxies = Object.keys(ranges);

type ProxySettings = {
  readonly TANDEM_TRUSTED_PROXIES: readonly string[] | undefined;
  readonly TANDEM_PUBLIC_URL: string | undefined;
};

/** The proxies of the settings; without any named, the usual ones when the public address says that there is a proxy. */
export const proxiesOf = (settings: ProxySettings): readonly string[] =>
  settings.TANDEM_TRUSTED_PROXIES ?? (settings.TANDEM_PUBLIC_URL ? usualProxies : []);

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

const add = (known: BlockList, rule: string) => {
  const [address = '', bits] = rule.split('/');
  const most = isIP(address) === 6 ? 128 : 32;
  const prefix = bits === undefined ? most : Number(bits);
  if (isIP(address) === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > most)
    throw new Error(
      `"${rule}" is not an address, a CIDR range, loopback, linklocal or uniquelocal`,
    );
  known.addSubnet(address, prefix, familyOf(address));
};

/** Whether the word of an address counts. `hop`: how many proxies stand between it and this process. */
export type IsTrustedProxy = (address: string, hop?: number) => boolean;

/**
 * Which connections come from a proxy whose word counts.
 * @param rules addresses, CIDR ranges, or the names `loopback`, `linklocal` and `uniquelocal`
 * @throws Error for a rule that is none of these
 */
export const createTrustedProxies = (rules: readonly string[]): IsTrustedProxy => {
  const known = new BlockList();
  for (const rule of rules.flatMap((name) => ranges[name] ?? [name])) add(known, rule);
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
    return isIP(plain) !== 0 && known.check(plain, familyOf(plain));
  };
};

/**
 * The same for the settings. Of proxies that nobody has named only the nearest is believed, and so only the address that
 * it has added itself: clients in its private network would else be taken for proxies, and could make up where they come
 * from. Who has several in a row names them.
 */
export const trustedProxiesOf = (settings: ProxySettings): IsTrustedProxy => {
  const isKnown = createTrustedProxies(proxiesOf(settings));
  return settings.TANDEM_TRUSTED_PROXIES
    ? isKnown
    : (address, hop = 0) => hop === 0 && isKnown(address);
};
