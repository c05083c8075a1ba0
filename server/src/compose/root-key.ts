import {
  type Clock,
  createEgressGuard,
  createHttpClient,
  type HttpClient,
  type Ids,
  systemClock,
} from '@tandem/kit';
import {
  createKvStore,
  type ExternalStore,
  type KvLogin,
  type LoadRootKey,
  RootKeyError,
  type RootKeySource,
} from '@tandem/vault';
import type { ServerSettings } from '../settings.ts';

const kvLogin = (settings: ServerSettings): KvLogin => {
  const { TANDEM_KV_TOKEN: token, TANDEM_KV_ROLE_ID: roleId } = settings;
  const { TANDEM_KV_SECRET_ID: secretId, TANDEM_KV_APPROLE_MOUNT: mount } = settings;
  if (token) return { kind: 'token', token };
  if (roleId && secretId) return { kind: 'appRole', roleId, secretId, mount };
  throw new RootKeyError(
    'TANDEM_KV_URL needs a way to sign in: set TANDEM_KV_TOKEN, or TANDEM_KV_ROLE_ID and TANDEM_KV_SECRET_ID.',
  );
};

/** The KV store that the settings name; null without. @throws RootKeyError when it cannot be signed in to */
export const kvStoreOf = (
  settings: ServerSettings,
  { http, clock }: { readonly http: HttpClient; readonly clock: Clock },
): ExternalStore | null => {
  const { TANDEM_KV_URL: url, TANDEM_KV_MOUNT: mount, TANDEM_KV_NAMESPACE: namespace } = settings;
  if (!url) return null;
  return createKvStore({
    http,
    clock,
    settings: { url, mount, namespace, login: kvLogin(settings) },
  });
};

/** The root key is read before anything else is open, so this has a client of its own for the moment. */
const kvRootKey = (settings: ServerSettings): RootKeySource | undefined => {
  const { TANDEM_KV_ROOT_KEY: at, TANDEM_KV_URL: url } = settings;
  if (!at) return undefined;
  if (!url) throw new RootKeyError('TANDEM_KV_ROOT_KEY needs TANDEM_KV_URL.');
  return {
    name: `KV store at ${new URL(url).origin} (${at.path}#${at.field})`,
    async read() {
      const http = createHttpClient({
        guard: createEgressGuard({ allow: settings.TANDEM_EGRESS_ALLOW }),
      });
      try {
        const values = await kvStoreOf(settings, { http, clock: systemClock })?.read(at.path);
        return values && Object.hasOwn(values, at.field) ? (values[at.field] ?? null) : null;
      } finally {
        await http.close();
      }
    },
  };
};

/** Where the root key of this installation comes from. */
export const rootKeySources = (settings: ServerSettings, ids: Ids): LoadRootKey => ({
  rootKey: settings.TANDEM_ROOT_KEY,
  rootKeyFile: settings.TANDEM_ROOT_KEY_FILE,
  external: kvRootKey(settings),
  dataFolder: settings.TANDEM_DATA,
  embedded: !settings.DATABASE_URL,
  ids,
});
