import { isIPv4, isIPv6 } from 'node:net';

/** An address as a number of 32 or 128 bits. */
export type Address = { readonly bits: 32 | 128; readonly value: bigint };

const ofParts = (parts: readonly number[], width: bigint): bigint =>
  parts.reduce((value, part) => (value << width) | BigInt(part), 0n);

const groups = (text: string): number[] =>
  text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));

/** Reads an address, or null for what is none; names are never looked up. Dotted tails and zones of IPv6 are none. */
export const parseAddress = (text: string): Address | null => {
  if (text.length > 45) return null;
  if (isIPv4(text)) return { bits: 32, value: ofParts(text.split('.').map(Number), 8n) };
  if (!isIPv6(text) || /[.%]/.test(text)) return null;
  const [head = '', tail] = text.split('::');
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => 0);
  return { bits: 128, value: ofParts([...front, ...zeros, ...back], 16n) };
};

/** Is a text an address of the network? Bits of the network's address behind the mask do not count. */
export const networkTest = ({
  address,
  mask,
}: {
  address: Address;
  mask: number;
}): ((text: string) => boolean) => {
  const shift = BigInt(address.bits - mask);
  const network = address.value >> shift;
  return (text) => {
    const candidate = parseAddress(text);
    return candidate?.bits === address.bits && candidate.value >> shift === network;
  };
};
