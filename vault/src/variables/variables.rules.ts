import type { OrganisationVariableRequest, OrganisationVariableType } from '@tandem/contract';
import { variableErrors } from './variables.errors.ts';
import type { VariableValue } from './variables.model.ts';

const fits: Readonly<Record<OrganisationVariableType, (value: VariableValue) => boolean>> = {
  String: (value) => typeof value === 'string',
  Integer: (value) => Number.isSafeInteger(value),
  Decimal: (value) => typeof value === 'number' && Number.isFinite(value),
  Boolean: (value) => typeof value === 'boolean',
  DateTime: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
};

/**
 * What a request says, checked.
 * @param isSecureNow whether a secure value is stored that may stay.
 * @returns `value` null: the stored secure value stays.
 * @throws variableErrors.invalid
 */
export const checkedVariable = (
  { name, type, value, description = '', secure = false }: OrganisationVariableRequest,
  isSecureNow: boolean,
) => {
  if (secure && type !== 'String')
    throw variableErrors.invalid({ problem: 'A secure variable is a String.' });
  if (value === undefined && !(secure && isSecureNow))
    throw variableErrors.invalid({ problem: 'The variable needs a value.' });
  if (value !== undefined && !fits[type](value))
    throw variableErrors.invalid({ problem: `The value is no ${type}.` });
  return { name, type, value: value ?? null, description, secure };
};
