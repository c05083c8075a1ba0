import { isIP } from 'node:net';

/** The eight groups of an IPv6 address as written, `::` filled in. */
const groupsOf = (address: string): readonly string[] => {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before;
  const after = tail === '' ? [] : tail.split(':');
  // An IPv4 ending stands for two groups.
  const written = before.length + after.length + (tail.includes('.') ? 1 : 0);
  return [...before, ...Array<string>(Math.max(0, 8 - written)).fill('0'), ...after];
};

/**
 * Whom a limit counts: an IPv4 address, or the /64 network of an IPv6 address, which one household or one machine has
 * to itself. IPv4 that came in through an IPv6 socket is the IPv4 address; what is no address is itself.
 */
export const addressKey = (address: string): string => {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIP(plain) !== 6) return plain;
  const network = groupsOf(plain).slice(0, 4);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
};
