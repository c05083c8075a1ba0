import type { ValidateOptions } from '../validation/index.ts';
import type { FlowServices } from './library.model.ts';

/** What the variables of an organisation mean for its flows. */
export const validateOptionsOf = async (
  { services }: { readonly services: Pick<FlowServices, 'globals' | 'hiddenVariables'> },
  org: string,
): Promise<ValidateOptions> => ({
  globals: (await services.globals?.(org)) ?? [],
  hidden: (await services.hiddenVariables?.(org)) ?? [],
});
