import { otherwise, type Said } from '../checks/index.ts';
import { ProviderFailure } from './provider.model.ts';

/** The failure of a step of a test; anything else is thrown on. */
export const failureOf = (error: unknown): ProviderFailure => {
  if (error instanceof ProviderFailure) return error;
  throw error;
};

/** What a failure says, by its code where it has one. */
export const saidOf = ({ said, reason }: ProviderFailure): Said => said ?? otherwise(reason);
