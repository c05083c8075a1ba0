import { hash } from 'node:crypto';
import type {
  OpenInboundMessageMessagingChannel,
  OpenMessagingFromRecipient,
} from '@tandem/contract';
import type { Customer } from './inbound.types.ts';
import { messagingErrors } from './messaging.errors.ts';

const longestKey = 200;

/** Keys of any length fit into an index: long ones are replaced by their hash. */
export const boundedKey = (text: string): string =>
  Buffer.byteLength(text) <= longestKey ? text : `sha256:${hash('sha256', text, 'hex')}`;

/** The same person whatever the case of the kind of id. */
export const customerKeyOf = ({ id, idType }: { id: string; idType: string }): string =>
  boundedKey(`${idType.toLowerCase()}:${id}`);

export const customerOf = (from: OpenMessagingFromRecipient): Customer => ({
  id: from.id,
  idType: from.idType,
  nickname: from.nickname ?? null,
  firstName: from.firstName ?? null,
  lastName: from.lastName ?? null,
  image: from.image ?? null,
  ...(from.email === undefined ? {} : { email: from.email }),
});

/**
 * Key of a thread's lock: 63 bits of a hash, so that the lock can be taken before the thread exists. Two threads with
 * one key only wait for each other.
 */
export const lockKeyOf = (integrationId: string, customerKey: string): string => {
  const digest = hash('sha256', `${integrationId} ${customerKey}`, 'buffer');
  return (digest.readBigUInt64BE() >> 1n).toString();
};

/** @throws messagingErrors.invalidDate (400) */
export const checkTime = (time: string): void => {
  if (Number.isNaN(Date.parse(time))) throw messagingErrors.invalidDate({ field: 'channel.time' });
};

/** @throws messagingErrors.badRequest (400) */
export const checkSender = (from: OpenMessagingFromRecipient): void => {
  if (from.id.trim() === '')
    throw messagingErrors.badRequest({ problem: 'channel.from.id: must not be empty.' });
};

/** Attributes for the customer participant. */
export const attributesOf = ({
  metadata,
}: Pick<OpenInboundMessageMessagingChannel, 'metadata'>): Record<string, string> | null => {
  const attributes = metadata?.customAttributes;
  return attributes && Object.keys(attributes).length > 0 ? attributes : null;
};

/**
 * A message id of 32 hex digits that begins with its time, so that the newest stand together in the index.
 * @param random 32 hex digits.
 */
export const orderedHex32 = (at: Date, random: string): string =>
  at.getTime().toString(16).padStart(12, '0') + random.slice(12);

/** A UUID of version 7 from a time and 32 random hex digits. */
export const orderedUuid = (at: Date, random: string): string => {
  const hex = orderedHex32(at, random);
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
};
