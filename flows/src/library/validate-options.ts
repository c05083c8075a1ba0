import type { ValidateOptions } from '../validation/index.ts';
import type { FlowServices, Named } from './library.model.ts';

const namesOf = (all: readonly Named[]) => all.flatMap(({ id, name }) => [id, name]);

/** Names of what can be handed over to; none where the half does not hand over. */
export const providersOf = async (
  { choices = {} }: { readonly choices?: FlowServices['choices'] },
  org: string,
): Promise<Pick<ValidateOptions, 'providers'>> =>
  choices.handoverProvider ? { providers: namesOf(await choices.handoverProvider(org)) } : {};

/** What an organisation and its half have means for its flows. */
export const validateOptionsOf = async (
  {
    services,
    choices = {},
  }: {
    readonly services: Pick<FlowServices, 'globals' | 'hiddenVariables' | 'ofEachUser'>;
    readonly choices?: FlowServices['choices'];
  },
  org: string,
): Promise<ValidateOptions> => ({
  globals: (await services.globals?.(org)) ?? [],
  hidden: (await services.hiddenVariables?.(org)) ?? [],
  ...(services.ofEachUser ? { ofEachUser: await services.ofEachUser(org) } : {}),
  ...(await providersOf({ choices }, org)),
});
