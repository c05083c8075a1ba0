import type { EndpointConfiguration } from '@tandem/contract';
import { backoff } from '../directline/backoff.ts';
import type { Ports } from '../directline/index.ts';

/** What the owner of the site has set in the console; parts may be missing on older servers. */
export type Configuration = Partial<
  Pick<EndpointConfiguration, 'locale' | 'widget' | 'upload' | 'hours'>
>;

/** Where an endpoint tells its configuration: the address above the one of Direct Line. */
const addressOf = (endpoint: string): string => endpoint.replace(/\/v3\/directline$/, '');

/**
 * Asks the endpoint how the chat shall be. Another Direct Line server does not know, and the chat is as it is by
 * itself. A server that cannot be reached is asked again: whether a visitor has to agree first must be known.
 */
export async function loadConfiguration(
  endpoint: string,
  ports: Pick<Ports, 'fetch' | 'clock' | 'random'>,
): Promise<Configuration> {
  for (let failures = 0; ; failures += 1) {
    try {
      const response = await ports.fetch(addressOf(endpoint), { method: 'GET' });
      if (response.ok) return configurationOf(await response.text());
      if (response.status < 500 && response.status !== 429) return {};
    } catch {
      // Nothing came back; tried again below.
    }
    await new Promise<void>((resolve) => {
      ports.clock.after(backoff(failures, ports.random), resolve);
    });
  }
}

function configurationOf(body: string): Configuration {
  try {
    const found: unknown = JSON.parse(body);
    return typeof found === 'object' && found !== null ? (found as Configuration) : {};
  } catch {
    // A page, not JSON: no server of ours.
    return {};
  }
}
