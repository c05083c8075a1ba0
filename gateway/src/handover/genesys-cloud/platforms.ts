import { inEnglish, say } from '../../checks/index.ts';
import type { PartOwner } from '../handover.parts.ts';
import { ProviderFailure } from '../provider.model.ts';
import { findIntegrations, type OpenIntegration } from './api.ts';
import type { GenesysClient } from './client.ts';
import { type Call, limitsOf } from './sending.ts';

/** Which platforms settings have been used with. */
export type PlatformMemory = {
  /** Remembers whose webhooks those of the integration are. */
  readonly learn: (owner: PartOwner, integrationId: string) => Promise<void>;
  readonly knows: (owner: PartOwner, integrationId: string) => Promise<boolean>;
};

/** `platform` is null where nobody can say which one of several is meant. */
export type FoundPlatform = {
  readonly platform: OpenIntegration | null;
  /** How many have the name. */
  readonly count: number;
};

/** Finds the platform by its name. Of several it is the one that is known, where exactly one of them is. */
export const findPlatform = async (
  client: GenesysClient,
  given: {
    readonly name: string;
    readonly owner: PartOwner;
    readonly memory: Pick<PlatformMemory, 'knows'>;
  },
  limits: Parameters<typeof findIntegrations>[2],
): Promise<FoundPlatform> => {
  const { name, owner, memory } = given;
  const named = await findIntegrations(client, name, limits);
  const [first, second] = named;
  if (!second) return { platform: first ?? null, count: named.length };
  const known: OpenIntegration[] = [];
  for (const one of named) if (await memory.knows(owner, one.id)) known.push(one);
  return { platform: known.length === 1 ? (known[0] ?? null) : null, count: named.length };
};

/** The platform that a handover goes to. @throws ProviderFailure where there is none, or no telling which one */
export const platformOf = async (call: Call, memory: PlatformMemory): Promise<OpenIntegration> => {
  const { context, client, settings } = call;
  const { session, endpoint, part } = context;
  const { deploymentName: name } = settings;
  const owner = { org: session.org, endpointId: part.object ? null : endpoint.id, part };
  const { platform, count } = await findPlatform(
    client,
    { name, owner, memory },
    limitsOf(context),
  );
  if (!platform)
    throw new ProviderFailure({
      kind: 'refused',
      reason:
        count > 1
          ? inEnglish(say('platformsSeveral', { name }))
          : `There is no open messaging platform named "${name}".`,
    });
  await memory.learn(owner, platform.id);
  return platform;
};
