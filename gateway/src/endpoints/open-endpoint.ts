import { PublicError } from '@tandem/kit';
import type {
  ClosedSecret,
  Endpoint,
  EndpointPartConfig,
  EndpointSecrets,
  OpenEndpoint,
  OpenPart,
  PartName,
  Sealer,
} from './endpoints.model.ts';

/** Binds a sealed setting to its endpoint and name. */
export const sealContext = (endpointId: string, name: string) => `endpoint/${endpointId}/${name}`;

export type OpenDeps = {
  readonly sealer: Sealer;
  readonly secrets: Pick<EndpointSecrets, 'open'>;
};

type Opened = { readonly text: string } | { readonly closed: ClosedSecret };

/** Why it stays closed, in words that may be shown; what the vault refuses it refuses again. */
const closedBy = (error: unknown): ClosedSecret =>
  error instanceof PublicError
    ? { reason: error.message, passing: error.status >= 500 }
    : { reason: 'The vault does not answer.', passing: true };

const only = <Value>(part: PartName, values: ReadonlyMap<string, Value>) =>
  Object.fromEntries(
    [...values].flatMap(([key, value]) =>
      key.startsWith(`${part}.`) ? [[key.slice(part.length + 1), value] as const] : [],
    ),
  );

/**
 * Opens the secrets of an endpoint. One that stands in the vault and cannot be opened is told with its reason: what
 * needs it fails, everything else of the endpoint goes on.
 */
export const openEndpoint = async (
  { sealer, secrets }: OpenDeps,
  endpoint: Endpoint,
): Promise<OpenEndpoint> => {
  const { id, org } = endpoint;
  const sealed = Object.entries(endpoint.secrets).map(async ([name, text]) => {
    const open = await sealer.open({ org, context: sealContext(id, name), sealed: text });
    return [name, { text: open }] as const;
  });
  const elsewhere = Object.entries(endpoint.secretSources).map(async ([name, source]) => {
    const opened: Opened = await secrets.open(org, source).then(
      (text) => ({ text }),
      (error: unknown) => ({ closed: closedBy(error) }),
    );
    return [name, opened] as const;
  });
  const texts = new Map<string, string>();
  const closed = new Map<string, ClosedSecret>();
  for (const [name, opened] of await Promise.all([...sealed, ...elsewhere]))
    if ('text' in opened) texts.set(name, opened.text);
    else closed.set(name, opened.closed);
  const part = (name: PartName, config: EndpointPartConfig): OpenPart => ({
    ...config,
    secrets: only(name, texts),
    closed: only(name, closed),
  });
  return {
    ...endpoint,
    bot: part('bot', endpoint.bot),
    handover: endpoint.handover ? part('handover', endpoint.handover) : null,
  };
};
