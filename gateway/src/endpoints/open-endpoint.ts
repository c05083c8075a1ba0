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
  SettingsOwner,
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

const only = <Value>(part: SettingsOwner, values: ReadonlyMap<string, Value>) =>
  Object.fromEntries(
    [...values].flatMap(([key, value]) =>
      key.startsWith(`${part}.`) ? [[key.slice(part.length + 1), value] as const] : [],
    ),
  );

export type OpenedSecrets = {
  readonly texts: ReadonlyMap<string, string>;
  readonly closed: ReadonlyMap<string, ClosedSecret>;
};

/**
 * Opens secrets by their names. One that stands in the vault and cannot be opened is told with its reason: what needs
 * it fails, everything else goes on.
 */
export const openSecrets = async (
  { sealer, secrets }: OpenDeps,
  {
    org,
    context,
    ...held
  }: Pick<Endpoint, 'org' | 'secrets' | 'secretSources'> & {
    /** What a sealed one is bound to. */
    readonly context: (name: string) => string;
  },
): Promise<OpenedSecrets> => {
  const sealed = Object.entries(held.secrets).map(async ([name, text]) => {
    const open = await sealer.open({ org, context: context(name), sealed: text });
    return [name, { text: open }] as const;
  });
  const elsewhere = Object.entries(held.secretSources).map(async ([name, source]) => {
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
  return { texts, closed };
};

/** A part with what is open of its secrets. */
export const openPart = (
  name: SettingsOwner,
  config: EndpointPartConfig,
  { texts, closed }: OpenedSecrets,
): OpenPart => ({ ...config, secrets: only(name, texts), closed: only(name, closed) });

/** Opens the secrets of an endpoint. */
export const openEndpoint = async (deps: OpenDeps, endpoint: Endpoint): Promise<OpenEndpoint> => {
  const { id } = endpoint;
  const context = (name: string) => sealContext(id, name);
  const opened = await openSecrets(deps, { ...endpoint, context });
  const part = (name: PartName, config: EndpointPartConfig) => openPart(name, config, opened);
  return {
    ...endpoint,
    bot: part('bot', endpoint.bot),
    handover: endpoint.handover ? part('handover', endpoint.handover) : null,
    identity: endpoint.identity ? part('identity', endpoint.identity) : null,
  };
};
