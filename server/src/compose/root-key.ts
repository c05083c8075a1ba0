import type { Ids } from '@tandem/kit';
import type { LoadRootKey } from '@tandem/vault';
import type { ServerSettings } from '../settings.ts';

/** Where the root key of this installation comes from. */
export const rootKeySources = (settings: ServerSettings, ids: Ids): LoadRootKey => ({
  rootKey: settings.TANDEM_ROOT_KEY,
  rootKeyFile: settings.TANDEM_ROOT_KEY_FILE,
  dataFolder: settings.TANDEM_DATA,
  embedded: !settings.DATABASE_URL,
  ids,
});
