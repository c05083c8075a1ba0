import { gatewayOperations, type Handler, handle } from '@tandem/contract';
import { uploadLimits } from '../directline/index.ts';
import { type EndpointDirectory, endpointErrors } from '../endpoints/index.ts';
import { identityUse } from '../visitors/index.ts';
import { renderDemoPage } from './demo-page.ts';
import { configurationPath } from './endpoints.wire.ts';

type PublicDeps = {
  readonly directory: EndpointDirectory;
  readonly widgetScript: string;
  readonly maxUploadBytes: number;
};

/** What anybody may read who knows an endpoint's address. */
export const publicHandlers = (deps: PublicDeps): readonly Handler[] => {
  const { directory, widgetScript, maxUploadBytes } = deps;
  const find = async (token: string) => {
    const endpoint = await directory.byToken(token);
    if (!endpoint) throw endpointErrors.notFound();
    return endpoint;
  };
  return [
    handle(gatewayOperations.getEndpointConfiguration, async ({ params, clientOrigin: origin }) => {
      const endpoint = await find(params.endpointToken);
      const { name, token, active, locale, uploadBytes } = endpoint;
      const { origins: _pages, ...widget } = endpoint.widget;
      return {
        status: 200,
        // Pages ask for it at every visit; a change is seen within a minute.
        headers: { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=60' },
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
        },
      };
    }),
    handle(
      gatewayOperations.getDemoPage,
      async ({ params, query, headers, clientOrigin: origin }) => {
        const endpoint = await find(params.endpointToken);
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
