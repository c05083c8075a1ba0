import { createEgressGuard, createHttpClient, parseEgressRule } from '@tandem/kit';
import { forwardingFigure } from '../../http/forwarding-watch.ts';
import { proxiesOf } from '../../http/trusted-proxies.ts';
import type { ServerSettings } from '../../settings.ts';
import type { Finding } from './finding.ts';

const timeoutMs = 2_000;

/** Where the server of these settings listens, as seen from its own machine. */
const ownHost = ({ HOST, PORT }: ServerSettings): string => {
  if (['0.0.0.0', '::'].includes(HOST)) return `127.0.0.1:${PORT}`;
  return HOST.includes(':') ? `[${HOST}]:${PORT}` : `${HOST}:${PORT}`;
};

/** What the running server has counted; 0 when none runs here or it does not tell. */
const countedBy = async (settings: ServerSettings): Promise<number> => {
  const host = ownHost(settings);
  const http = createHttpClient({
    guard: createEgressGuard({ allow: [parseEgressRule(host)] }),
  });
  const token = settings.TANDEM_METRICS_TOKEN;
  try {
    const { body } = await http.request({
      method: 'GET',
      url: `http://${host}/metrics`,
      headers: token ? { authorization: `Bearer ${token}` } : {},
      timeoutMs,
    });
    const [, value] =
      new RegExp(`^${forwardingFigure} (\\d+)$`, 'm').exec(body.toString('utf8')) ?? [];
    return Number(value ?? 0);
  } catch {
    return 0;
  } finally {
    await http.close();
  }
};

/** Whose forwarding headers are believed, and whether somebody else sends some. */
export const proxiesFinding = async (settings: ServerSettings): Promise<Finding> => {
  const name = 'proxies';
  const believed = proxiesOf(settings);
  const counted = await countedBy(settings);
  const who = believed.length > 0 ? believed.join(', ') : 'nobody';
  const what = `forwarding headers are believed of ${who}`;
  if (counted === 0) return { name, state: 'ok', what };
  return {
    name,
    state: 'warning',
    what: `${what}; ${counted} request${counted === 1 ? '' : 's'} had some from elsewhere`,
    advice:
      'If that is your proxy, name it: TANDEM_TRUSTED_PROXIES=10.0.0.5. Until then all callers behind it count as one; the log says where they come from.',
  };
};
