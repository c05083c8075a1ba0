import { dataFolderHolder } from '@tandem/kit';
import { servedFlags } from '../../served-address.ts';
import { type FeatureFlags, featureSettings } from '../../settings/features.settings.ts';
import type { ServerSettings } from '../../settings.ts';
import type { Finding } from './finding.ts';

type Offer = {
  readonly what: string;
  readonly flag?: 'FEATURE_ENABLE_GENESYS_CLOUD_OM';
  readonly list: keyof typeof featureSettings;
};

const offers: readonly Offer[] = [
  {
    what: 'handover to Genesys Cloud Open Messaging',
    flag: 'FEATURE_ENABLE_GENESYS_CLOUD_OM',
    list: 'FEATURE_ENABLE_GENESYS_CLOUD_OM_WHITELIST',
  },
  { what: 'Bot Connector', list: 'FEATURE_USE_GENESYS_BOT_CONNECTOR_ENDPOINT_WHITELIST' },
];

const everybody = (listed: string | undefined): boolean =>
  !listed || listed.split(',').some((one) => one.trim() === '*');

const offered = (flags: FeatureFlags, { what, flag, list }: Offer): string => {
  const said = flag && flags[flag];
  if (said && !featureSettings[flag].parse(said)) return `${what}: off`;
  const listed = flags[list];
  return everybody(listed) ? `${what}: all organisations` : `${what}: only ${listed}`;
};

const textOf = (flags: FeatureFlags): string =>
  offers.map((offer) => offered(flags, offer)).join('; ');

type Settings = Pick<ServerSettings, 'featureFlags' | 'DATABASE_URL' | 'TANDEM_DATA'>;

/** The flags of the server that runs on the data folder; null: none runs there, or where it does is not known. */
const runningFlags = ({ DATABASE_URL, TANDEM_DATA }: Settings): FeatureFlags | null => {
  const holder = DATABASE_URL ? undefined : dataFolderHolder(TANDEM_DATA);
  return holder ? servedFlags(TANDEM_DATA, holder.pid) : null;
};

/** Which features the operator offers and to whom, and who says so: the running server, or this environment. */
export const featuresFinding = (settings: Settings): Finding => {
  const name = 'features';
  const here = textOf(settings.featureFlags);
  const running = runningFlags(settings);
  if (!running) {
    const whose = settings.DATABASE_URL
      ? 'by this environment; servers may have been started with another'
      : 'by this environment';
    return { name, state: 'ok', what: `${here} (${whose})` };
  }
  const there = textOf(running);
  const what = `${there} (of the running server)`;
  if (there === here) return { name, state: 'ok', what };
  return {
    ...{ name, state: 'warning', what },
    advice: `This environment says: ${here}. A server that is started with it goes by that.`,
  };
};
