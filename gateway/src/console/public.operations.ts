import { gatewayOperations, type Handler, handle } from '@tandem/contract';
import { uploadLimits } from '../directline/index.ts';
import { type EndpointDirectory, endpointErrors } from '../endpoints/index.ts';
import { configurationPath, embedCode } from './endpoints.wire.ts';

type PublicDeps = { readonly directory: EndpointDirectory; readonly widgetScript: string };

const escapeText = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const page = ({
  name,
  locale,
  embed,
}: {
  name: string;
  locale: string;
  embed: string;
}) => `<!doctype html>
<html lang="${escapeText(locale).replaceAll('"', '')}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(name)}</title>
<style>
:root { color-scheme: light dark; font-family: system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
main { max-width: 40rem; padding: 2rem; }
</style>
</head>
<body>
<main><h1>${escapeText(name)}</h1></main>
${embed}
</body>
</html>
`;

/** What anybody may read who knows an endpoint's address. */
export const publicHandlers = ({ directory, widgetScript }: PublicDeps): readonly Handler[] => {
  const find = async (token: string) => {
    const endpoint = await directory.byToken(token);
    if (!endpoint) throw endpointErrors.notFound();
    return endpoint;
  };
  return [
    handle(gatewayOperations.getEndpointConfiguration, async ({ params, origin }) => {
      const { name, token, active, locale } = await find(params.endpointToken);
      return {
        status: 200,
        headers: { 'access-control-allow-origin': '*' },
        body: {
          name,
          token,
          active,
          locale,
          directLine: { domain: `${origin}${configurationPath(token)}/v3/directline` },
          upload: { maxBytes: uploadLimits.fileBytes, types: [...uploadLimits.types] },
        },
      };
    }),
    handle(gatewayOperations.getDemoPage, async ({ params, origin }) => {
      const { name, token, locale } = await find(params.endpointToken);
      const embed = embedCode(token, { origin, widgetScript });
      return {
        status: 200,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: page({ name, locale, embed }),
      };
    }),
  ];
};
