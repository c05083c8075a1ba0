import { readSettings, SettingError, type SettingValues } from '@tandem/kit';
import { mediaStorageOf } from './compose/media-storage.ts';
import { databaseSettings } from './settings/database.settings.ts';
import {
  type FeatureFlags,
  featureFlagsOf,
  featureSettings,
} from './settings/features.settings.ts';
import { limitsSettings } from './settings/limits.settings.ts';
import { mediaSettings } from './settings/media.settings.ts';
import { outsideSettings } from './settings/outside.settings.ts';
import { processSettings } from './settings/process.settings.ts';
import { retentionSettings } from './settings/retention.settings.ts';
import { secretsSettings } from './settings/secrets.settings.ts';

export type { Half } from './settings/process.settings.ts';

/**
 * Every setting of a Tandem process. All are environment variables; `docs/settings.md` is generated from this table.
 */
export const settings = {
  ...processSettings,
  ...outsideSettings,
  ...featureSettings,
  ...retentionSettings,
  ...secretsSettings,
  ...limitsSettings,
  ...mediaSettings,
  ...databaseSettings,
} as const;

export type ServerSettings = SettingValues<typeof settings> & {
  /** Variables for secret fields, by name: what `TANDEM_VAR_<name>` says. */
  readonly variables: ReadonlyMap<string, string>;
  /** What was said of the features, for whoever asks this process. */
  readonly featureFlags: FeatureFlags;
};

const variablePrefix = 'TANDEM_VAR_';

const variablesOf = (env: NodeJS.ProcessEnv): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith(variablePrefix) && name.length > variablePrefix.length && value
        ? [[name.slice(variablePrefix.length), value] as const]
        : [],
    ),
  );

/** @throws SettingError with one line for the operator. */
export const readServerSettings = (env: NodeJS.ProcessEnv): ServerSettings => {
  const read = {
    ...readSettings(settings, env),
    variables: variablesOf(env),
    featureFlags: featureFlagsOf(env),
  };
  checkLease(read);
  mediaStorageOf(read);
  return read;
};

/** A webhook call may take 10 seconds, and a second is kept for writing down how it ended. */
const longestCallSeconds = 11;

function checkLease({ TANDEM_LEASE_TIME: life, TANDEM_LEASE_RENEWAL: renewal }: ServerSettings) {
  const longest = Math.min(Math.floor(life / 3), life - longestCallSeconds);
  if (renewal > longest)
    throw new SettingError(
      `TANDEM_LEASE_RENEWAL "${renewal}": must be at most ${longest} with a TANDEM_LEASE_TIME of ${life}`,
    );
}
