export type Half = 'platform' | 'gateway';

/** What the server tells the console before sign-in. */
export type ConsoleConfig = {
  /** Origin of the API; empty when it is this page's own. */
  readonly apiBase: string;
  readonly halves: readonly Half[];
  readonly clientId: string;
};

const CONFIG_PATH = '/console/config.json';
const HALVES: readonly Half[] = ['platform', 'gateway'];

/** Reads the configuration; what is missing takes the value of a server with both halves. */
export function readConfig(value: unknown): ConsoleConfig {
  const body = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const halves = body['halves'];
  return {
    apiBase: typeof body['apiBase'] === 'string' ? body['apiBase'].replace(/\/+$/, '') : '',
    clientId: typeof body['clientId'] === 'string' ? body['clientId'] : 'tandem-console',
    halves: Array.isArray(halves) ? HALVES.filter((half) => halves.includes(half)) : HALVES,
  };
}

export async function loadConfig(fetcher: typeof globalThis.fetch): Promise<ConsoleConfig> {
  const response = await fetcher(CONFIG_PATH, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`${CONFIG_PATH}: ${response.status}`);
  return readConfig(await response.json());
}
