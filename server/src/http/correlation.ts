import type { Ids } from '@tandem/kit';

const wellFormed = /^[A-Za-z0-9-]{8,64}$/;

/** The caller's correlation id when it is well formed, else a new one. */
export const correlationIdOf = (header: string | string[] | undefined, ids: Ids): string =>
  typeof header === 'string' && wellFormed.test(header) ? header : ids.uuid();

/** Genesys answers the same id under both names; clients look for either. */
export const correlationHeaders = (id: string): Record<string, string> => ({
  'inin-correlation-id': id,
  'genesys-correlation-id': id,
});
