import type { ResourceKind } from '../actions/index.ts';
import type { FlowDocument } from '../flow.model.ts';
import { hasTemplate } from '../settings.ts';
import { resourcesIn } from './flows-naming.ts';
import { flowErrors } from './library.errors.ts';
import type { By, FlowServices } from './library.model.ts';

/** What somebody needs who lets a flow work with it: a flow acts as whoever consented or signed in, not as its author. */
const rights = {
  connection: { permission: 'vault:connection:use', noun: 'OAuth connection' },
  connector: { permission: 'integrations:connector:view', noun: 'connector' },
} as const satisfies Partial<Record<ResourceKind, object>>;

const viaConnector = /^connector:(?<name>[^/]*)/i;

/** As they are written; what a template makes may be any of them. */
const namedIn = (document: FlowDocument, resource: keyof typeof rights): readonly string[] => {
  const named = resourcesIn(document, resource);
  if (resource === 'connection') return named;
  const asked = resourcesIn(document, 'bot').flatMap((bot) => {
    const name = viaConnector.exec(bot)?.groups?.['name'];
    return name === undefined ? (hasTemplate(bot) ? [bot] : []) : [name.trim()];
  });
  return [...named, ...asked];
};

/**
 * Whoever publishes a flow, or tries it out, may himself use the connections and connectors that it names.
 * @throws flowErrors.resourceForbidden (403) with the first that he may not use, and the permission
 */
export const requireResources = async (
  { services }: { readonly services: Pick<FlowServices, 'choices'> },
  { principal: { org, permissions } }: By,
  document: FlowDocument,
): Promise<void> => {
  for (const resource of ['connection', 'connector'] as const) {
    const { permission, noun } = rights[resource];
    const [first] = permissions.has(permission) ? [] : namedIn(document, resource);
    if (first === undefined) continue;
    const known = (await services.choices[resource]?.(org)) ?? [];
    const name = known.find(({ id }) => id === first.toLowerCase())?.name ?? first;
    throw flowErrors.resourceForbidden({ noun, name, permission });
  }
};
