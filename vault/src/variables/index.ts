import type { Handler } from '@tandem/contract';
import type { SealedColumn } from '@tandem/kit';
import { createVariableValues, type VariableValues } from './variable-values.ts';
import { variableContext } from './variables.model.ts';
import { variableHandlers } from './variables.operations.ts';
import type { VariableDeps } from './variables.usecases.ts';

export type { VariableValues } from './variable-values.ts';

export type Variables = {
  readonly handlers: readonly Handler[];
  readonly values: VariableValues;
};

/** Variables of organisations on the schema of the core services. */
export const createVariables = (
  deps: VariableDeps & { readonly environment: ReadonlyMap<string, string> },
): Variables => {
  const values = createVariableValues(deps);
  return { handlers: variableHandlers({ ...deps, values }), values };
};

export const variableSealedColumns: readonly SealedColumn[] = [
  {
    table: 'organisation_variable',
    column: 'secret',
    key: ['id'],
    format: 'bytes',
    context: ({ id = '' }) => variableContext(id),
  },
];
