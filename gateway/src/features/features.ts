import { defineErrors } from '@tandem/kit';

export const featureErrors = defineErrors('gateway.features', {
  withheld: {
    status: 403,
    code: 'feature.disabled',
    text: '{feature} is not enabled for this organisation by the setting {flag} of the server.',
  },
});

/**
 * Name of the setting by which the operator keeps a handover provider from an organisation, asked by the provider's
 * kind; null: it is offered.
 */
export type Withheld = (org: string, kind: string) => Promise<string | null>;

/** Everything is offered to everybody. */
export const nothingWithheld: Withheld = async () => null;

type Provider = { readonly kind: string; readonly label: string };

/** @throws featureErrors.withheld (403) naming the setting that stands against it */
export async function requireOffered(
  withheld: Withheld,
  { org, provider: { kind, label } }: { readonly org: string; readonly provider: Provider },
): Promise<void> {
  const flag = await withheld(org, kind);
  if (flag !== null) throw featureErrors.withheld({ feature: label, flag });
}

/** What the organisation may choose from. */
export const offeredOf = async <Offer extends Provider>(
  withheld: Withheld,
  org: string,
  all: readonly Offer[],
): Promise<readonly Offer[]> => {
  const flags = await Promise.all(all.map(({ kind }) => withheld(org, kind)));
  return all.filter((_, index) => flags[index] === null);
};
