import { derivedHex32 } from '@tandem/kit';

/** Id of a text that the gateway itself says in a handover: the same for every attempt. */
export const ownMessageId = (handover: number, what: string): string =>
  derivedHex32('handover', String(handover), what);
