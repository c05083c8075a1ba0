import type { ServerSettings } from '../../settings.ts';
import type { Finding } from './finding.ts';

type Offer = { readonly what: string; readonly isOff?: boolean; readonly list: string };

const everybody = (listed: string | undefined): boolean =>
  !listed || listed.split(',').some((one) => one.trim() === '*');

const offered = (env: NodeJS.ProcessEnv, { what, isOff = false, list }: Offer): string => {
  if (isOff) return `${what}: off`;
  const listed = env[list];
  return everybody(listed) ? `${what}: all organisations` : `${what}: only ${listed}`;
};

/** Which features the operator offers, and to whom. */
export const featuresFinding = (
  settings: Pick<ServerSettings, 'FEATURE_ENABLE_GENESYS_CLOUD_OM'>,
  env: NodeJS.ProcessEnv,
): Finding => {
  const offers: readonly Offer[] = [
    {
      what: 'handover to Genesys Cloud Open Messaging',
      isOff: !settings.FEATURE_ENABLE_GENESYS_CLOUD_OM,
      list: 'FEATURE_ENABLE_GENESYS_CLOUD_OM_WHITELIST',
    },
    { what: 'Bot Connector', list: 'FEATURE_USE_GENESYS_BOT_CONNECTOR_ENDPOINT_WHITELIST' },
  ];
  return {
    name: 'features',
    state: 'ok',
    what: offers.map((offer) => offered(env, offer)).join('; '),
  };
};
