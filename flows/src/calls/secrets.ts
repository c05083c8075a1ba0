import { PublicError } from '@tandem/kit';
import type { CallOrigin } from '../calls.model.ts';
import type { SecretReference } from '../secrets.ts';
import { callErrors } from './calls.errors.ts';
import type { FlowCallDeps, KeptSecret } from './calls.types.ts';

const ofVariable = ({ variables }: Pick<CallOrigin, 'variables'>, name: string): string => {
  const value = variables[name];
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  throw callErrors.secret({ reason: `The variable "${name}" holds no secret: it is empty.` });
};

const kept = async (
  deps: FlowCallDeps,
  { org, userId = null, flow }: Pick<CallOrigin, 'org' | 'userId' | 'flow'>,
  secret: KeptSecret,
): Promise<string> => {
  try {
    return await deps.openSecret(org, secret, { userId, flow: flow ?? null });
  } catch (error) {
    if (!(error instanceof PublicError)) throw error;
    throw callErrors.secret({ reason: error.message });
  }
};

/**
 * Opens a secret in one of the three ways; a variable of the flow stands before one of the organisation. What it answers is never logged, stored or shown.
 * @throws callErrors.secret
 */
export const openReference = async (
  deps: FlowCallDeps,
  origin: Pick<CallOrigin, 'org' | 'userId' | 'flow' | 'variables'>,
  reference: SecretReference,
): Promise<string> => {
  if (reference.kind === 'variable' && Object.hasOwn(origin.variables, reference.name))
    return ofVariable(origin, reference.name);
  if (reference.kind !== 'insecure') return kept(deps, origin, reference);
  return 'value' in reference ? reference.value : kept(deps, origin, reference);
};
