import ipaddr from 'ipaddr.js';

/**
 * The network that an address stands for when callers are counted: an IPv4 address by itself, also when it came in
 * through an IPv6 socket; of an IPv6 address its /64, in which one household or machine may choose at will. What is no
 * address is returned as it is.
 */
export const networkOf = (address: string): string => {
  const bare = address.replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return address;
  const parsed = ipaddr.process(bare);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
};
