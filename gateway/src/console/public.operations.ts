import { gatewayOperations, type Handler, handle } from '@tandem/contract';
import type { Clock, Database } from '@tandem/kit';
import { admitPage, type ChatLimiter, uploadLimits, withCors } from '../directline/index.ts';
import { type EndpointDirectory, endpointErrors } from '../endpoints/index.ts';
import { findHandling } from '../handling/index.ts';
import { isOpen } from '../hours/index.ts';
import { identityUse } from '../visitors/index.ts';
import { renderDemoPage } from './demo-page.ts';
import { configurationPath } from './endpoints.wire.ts';

type PublicDeps = {
  readonly directory: EndpointDirectory;
  readonly limiter: ChatLimiter;
  readonly widgetScript: string;
  readonly maxUploadBytes: number;
  readonly db: Database;
  readonly clock: Clock;
};

/** Whether agents are there, for chats to say so. */
const hoursNow = async ({ db, clock }: PublicDeps, endpoint: { org: string; id: string }) => {
  const { hours } = await findHandling(db, endpoint);
  if (!hours) return null;
  const { open, nextChange } = isOpen(hours, clock.now());
  return { open, nextChange: nextChange?.toISOString() ?? null };
};

/** What anybody may read who knows an endpoint's address. */
export const publicHandlers = (deps: PublicDeps): readonly Handler[] => {
  const { widgetScript, maxUploadBytes } = deps;
  const find = async (address: string, token: string) => {
    const endpoint = await admitPage(deps, { address, token });
    if (!endpoint) throw endpointErrors.notFound();
    return endpoint;
  };
  const configuration = handle(
    gatewayOperations.getEndpointConfiguration,
    async ({ params, address, clientOrigin: origin }) => {
      const endpoint = await find(address, params.endpointToken);
      const { name, token, active, locale, uploadBytes } = endpoint;
      const { origins: _pages, ...widget } = endpoint.widget;
      return {
        status: 200,
        // Pages ask for it at every visit; a change is seen within a minute.
        headers: { 'cache-control': 'public, max-age=60' },
        body: {
          name,
          token,
          active,
          locale,
          directLine: { domain: `${origin}${configurationPath(token)}/v3/directline` },
          upload: {
            maxBytes: Math.min(uploadBytes ?? maxUploadBytes, maxUploadBytes),
            types: [...uploadLimits.types],
          },
          widget,
          identity: identityUse(endpoint),
          hours: await hoursNow(deps, endpoint),
        },
      };
    },
  );
  return [
    { ...configuration, run: withCors(configuration.run) },
    handle(
      gatewayOperations.getDemoPage,
      async ({ params, query, headers, address, clientOrigin: origin }) => {
        const endpoint = await find(address, params.endpointToken);
        const addresses = { origin, widgetScript };
        return {
          status: 200,
          headers: { 'content-type': 'text/html; charset=utf-8' },
          body: renderDemoPage({
            endpoint,
            visitor: query.name?.trim(),
            addresses,
            acceptLanguage: String(headers['accept-language'] ?? ''),
          }),
        };
      },
    ),
  ];
};
