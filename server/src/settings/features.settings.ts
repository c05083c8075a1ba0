import { list, onOff } from '@tandem/kit';

/** An organisation as people name it in a list: by its id or by its short name. */
export type NamedOrganisation = { readonly id: string; readonly shortName: string };

/** Whether an organisation is on a list of ids and short names; `*` stands for all of them. */
export type OrganisationList = (organisation: NamedOrganisation) => boolean;

const organisationList = (value: string): OrganisationList => {
  const named = new Set(list(value.toLowerCase()));
  if (named.size === 0) throw new Error('must be * or organisations with commas between them');
  if (named.has('*')) return () => true;
  return ({ id, shortName }) => named.has(id.toLowerCase()) || named.has(shortName.toLowerCase());
};

/** What the operator of an installation of their own offers, and to whom. */
export const featureSettings = {
  FEATURE_ENABLE_GENESYS_CLOUD_OM: {
    default: 'true',
    parse: onOff,
    doc: 'Offers the handover provider Genesys Cloud Open Messaging: true, or false for no organisation at all. Handovers that have begun go on to their end.',
  },
  FEATURE_ENABLE_GENESYS_CLOUD_OM_WHITELIST: {
    default: '*',
    parse: organisationList,
    doc: 'Organisations that are offered the handover provider Genesys Cloud Open Messaging, by id or short name with commas between them; * for all.',
  },
  FEATURE_USE_GENESYS_BOT_CONNECTOR_ENDPOINT_WHITELIST: {
    default: '*',
    parse: organisationList,
    doc: 'Organisations that may use the Bot Connector: bots that an inbound message flow calls, and the integration and action that call them; by id or short name with commas between them; * for all.',
  },
} as const;

/** What the environment says of the features, as it is written there; no entry: nothing. */
export type FeatureFlags = Readonly<Partial<Record<keyof typeof featureSettings, string>>>;

export const featureFlagsOf = (env: NodeJS.ProcessEnv): FeatureFlags =>
  Object.fromEntries(
    Object.keys(featureSettings).flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
  );
