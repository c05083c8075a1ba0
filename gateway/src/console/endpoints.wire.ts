import type { EndpointPart, GatewayEndpoint, SecretSourceView } from '@tandem/contract';
import { escapeHtml } from '@tandem/kit';
import type { Endpoint, EndpointPartConfig, PartName } from '../endpoints/index.ts';

export const webhookPath = '/handover/genesysCloudOM';
export const configurationPath = (token: string) => `/endpoints/${encodeURIComponent(token)}`;

export type Addresses = {
  /** Origin that browsers and contact centres reach this server by. */
  readonly origin: string;
  /** Path of the chat widget's script. */
  readonly widgetScript: string;
};

/** What the chat on a page is told beside its endpoint: `data-` attributes of its script. */
type WidgetOptions = Readonly<Record<string, string | boolean>>;

/** HTML that puts the chat on a page. */
export const embedCode = (
  token: string,
  { origin, widgetScript }: Addresses,
  options: WidgetOptions = {},
): string => {
  const script = escapeHtml(`${origin}${widgetScript}`);
  const endpoint = escapeHtml(`${origin}${configurationPath(token)}/v3/directline`);
  const more = Object.entries(options)
    .filter(([, value]) => value !== false)
    .map(([name, value]) => ` data-${name}="${escapeHtml(String(value))}"`);
  return `<script src="${script}" data-endpoint="${endpoint}"${more.join('')} async></script>`;
};

const sourcesOf = (endpoint: Endpoint, part: PartName): Record<string, SecretSourceView> => {
  const here = Object.keys(endpoint.secrets).map((key) => [key, { kind: 'insecure' }] as const);
  const all = [...here, ...Object.entries(endpoint.secretSources)];
  return Object.fromEntries(
    all.flatMap(([key, source]) =>
      key.startsWith(`${part}.`) ? [[key.slice(part.length + 1), source] as const] : [],
    ),
  );
};

const toPart = (endpoint: Endpoint, name: PartName, config: EndpointPartConfig): EndpointPart => {
  const secretSources = sourcesOf(endpoint, name);
  return {
    kind: config.kind,
    settings: { ...config.settings },
    secrets: Object.keys(secretSources).sort(),
    secretSources,
  };
};

export const toEndpointWire = (endpoint: Endpoint, addresses: Addresses): GatewayEndpoint => {
  const { origin } = addresses;
  const { id, name, token, locale, active, uploadBytes, bot, handover } = endpoint;
  return {
    id,
    name,
    token,
    locale,
    active,
    uploadBytes,
    bot: toPart(endpoint, 'bot', bot),
    handover: handover ? toPart(endpoint, 'handover', handover) : null,
    configurationUrl: origin + configurationPath(token),
    demoUrl: `${origin}/demo/${encodeURIComponent(token)}`,
    embedCode: embedCode(token, addresses),
    webhookUrl: handover ? origin + webhookPath : null,
    hasDirectLineSecret: endpoint.secretHash !== null,
    dateCreated: endpoint.createdAt.toISOString(),
    dateModified: endpoint.modifiedAt.toISOString(),
    selfUri: `/tandem/gateway/endpoints/${id}`,
  };
};
