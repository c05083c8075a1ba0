import type { Queryable } from '@tandem/kit';
import type { ThreadAddress } from '../conversations/index.ts';
import type { ResolvedSender } from '../external-contacts/index.ts';
import type { IntegrationConfigs } from './integration-config.ts';
import { senderOfAddress } from './open-thread.ts';

type Deps = {
  readonly db: Queryable;
  readonly configs: IntegrationConfigs;
  readonly contactOf: (
    scope: { org: string; integrationId: string; externalSource: string | null },
    sender: ResolvedSender,
  ) => Promise<string | null>;
};

/**
 * The external contact of an address that is written to, made when nobody has it; null where the integration does not
 * look for any.
 */
export const contactOfAddress = async (
  { db, configs, contactOf }: Deps,
  { org, integrationId, address }: Omit<ThreadAddress, 'locks'>,
): Promise<string | null> => {
  const config = await configs(integrationId);
  if (config?.org !== org || !config.identity) return null;
  const sender = await senderOfAddress(db, integrationId, address);
  return contactOf(
    { org, integrationId, ...config.identity },
    {
      ...sender,
      nickname: sender.nickname ?? undefined,
      firstName: sender.firstName ?? undefined,
      lastName: sender.lastName ?? undefined,
    },
  );
};
