import type { EndpointPartConfig, OpenPart, SecretReference, Secrets } from '../endpoints/index.ts';

/** A contact centre that bots of an organisation hand over to. */
export type ProviderRecord = EndpointPartConfig & {
  readonly id: string;
  readonly org: string;
  /** Unique in the organisation, whatever its case: flows call it by its name. */
  readonly name: string;
  /** Sealed, by `handover.<name>`. */
  readonly secrets: Secrets;
  /** Those that stand elsewhere, by the same names. */
  readonly secretSources: Readonly<Record<string, SecretReference>>;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

/** Settings of a provider with open secrets; `object` says whose. */
export type ProviderPart = OpenPart & { readonly object: NonNullable<OpenPart['object']> };
