import type { ConnectionCheck } from '@tandem/contract';
import { ProviderFailure } from './provider.model.ts';

type Check = ConnectionCheck['check'];

export const passed = (check: Check, message: string): ConnectionCheck => ({
  ...{ check, state: 'ok', message },
});

export const failed = (check: Check, message: string): ConnectionCheck => ({
  ...{ check, state: 'failed', message },
});

export const warned = (check: Check, message: string): ConnectionCheck => ({
  ...{ check, state: 'warning', message },
});

export const skipped = (check: Check): ConnectionCheck => ({
  check,
  state: 'skipped',
  message: 'Not tested because an earlier step failed.',
});

/** The failure of a step of a test; anything else is thrown on. */
export const failureOf = (error: unknown): ProviderFailure => {
  if (error instanceof ProviderFailure) return error;
  throw error;
};
