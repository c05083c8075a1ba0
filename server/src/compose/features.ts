import type { Identity } from '@tandem/identity';
import type { NamedOrganisation } from '../settings/features.settings.ts';
import type { ServerSettings } from '../settings.ts';

/** The setting that withholds a feature from an organisation; null: the organisation has it. */
export type WithheldBy = (org: string) => Promise<string | null>;

export type Features = {
  /** The handover provider Genesys Cloud Open Messaging. */
  readonly genesysCloudOm: WithheldBy;
  /** Bots that inbound message flows call by a Bot Connector. */
  readonly botConnector: WithheldBy;
};

type Flags = Pick<
  ServerSettings,
  | 'FEATURE_ENABLE_GENESYS_CLOUD_OM'
  | 'FEATURE_ENABLE_GENESYS_CLOUD_OM_WHITELIST'
  | 'FEATURE_USE_GENESYS_BOT_CONNECTOR_ENDPOINT_WHITELIST'
>;

/** Which flag of the operator stands against a feature, for each organisation. */
export const createFeatures = (
  settings: Flags,
  { organisation }: Pick<Identity['directory'], 'organisation'>,
): Features => {
  // A short name never changes, so that what was read once stays true.
  const known = new Map<string, NamedOrganisation>();
  const named = async (org: string): Promise<NamedOrganisation> => {
    const before = known.get(org);
    if (before) return before;
    const found = await organisation(org);
    if (!found) return { id: org, shortName: org };
    known.set(org, found);
    return found;
  };
  return {
    async genesysCloudOm(org) {
      if (!settings.FEATURE_ENABLE_GENESYS_CLOUD_OM) return 'FEATURE_ENABLE_GENESYS_CLOUD_OM';
      const isListed = settings.FEATURE_ENABLE_GENESYS_CLOUD_OM_WHITELIST;
      return isListed(await named(org)) ? null : 'FEATURE_ENABLE_GENESYS_CLOUD_OM_WHITELIST';
    },
    async botConnector(org) {
      const isListed = settings.FEATURE_USE_GENESYS_BOT_CONNECTOR_ENDPOINT_WHITELIST;
      return isListed(await named(org))
        ? null
        : 'FEATURE_USE_GENESYS_BOT_CONNECTOR_ENDPOINT_WHITELIST';
    },
  };
};
