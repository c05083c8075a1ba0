import type { EndpointPart, GatewayEndpoint, SecretSourceView } from '@tandem/contract';
import { escapeHtml } from '@tandem/kit';
import type { Endpoint, EndpointPartConfig, PartName } from '../endpoints/index.ts';

export const configurationPath = (token: string) => `/endpoints/${encodeURIComponent(token)}`;

export type Addresses = {
  /** Origin that browsers and contact centres reach this server by. */
  readonly origin: string;
  /** Path of the chat widget's script. */
  readonly widgetScript: string;
};

type WireAddresses = Addresses & {
  /** Path that a contact centre of the kind delivers to, for the endpoint of that id; null: not to the endpoint. */
  readonly webhookPath: (kind: string, id: string) => string | null;
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

/** Where the secrets of a part come from. */
export const sourcesOf = (
  held: Pick<Endpoint, 'secrets' | 'secretSources'>,
  part: PartName,
): Record<string, SecretSourceView> => {
  const here = Object.keys(held.secrets).map((key) => [key, { kind: 'insecure' }] as const);
  const all = [...here, ...Object.entries(held.secretSources)];
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

export const toEndpointWire = (endpoint: Endpoint, addresses: WireAddresses): GatewayEndpoint => {
  const { origin } = addresses;
  const { id, name, token, locale, active, uploadBytes, bot, handover, identity, widget } =
    endpoint;
  const path = handover && addresses.webhookPath(handover.kind, id);
  return {
    id,
    name,
    token,
    locale,
    active,
    uploadBytes,
    bot: toPart(endpoint, 'bot', bot),
    handover: handover ? toPart(endpoint, 'handover', handover) : null,
    identity: identity ? toPart(endpoint, 'identity', identity) : null,
    widget,
    configurationUrl: origin + configurationPath(token),
    demoUrl: `${origin}/demo/${encodeURIComponent(token)}`,
    embedCode: embedCode(token, addresses),
    webhookUrl: path === null ? null : origin + path,
    hasDirectLineSecret: endpoint.secretHash !== null,
    dateCreated: endpoint.createdAt.toISOString(),
    dateModified: endpoint.modifiedAt.toISOString(),
    selfUri: `/tandem/gateway/endpoints/${id}`,
  };
};
