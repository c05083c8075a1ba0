import { type GatewayProvider, handoverProviderKind } from '@tandem/contract';
import { isUuid, type Queryable } from '@tandem/kit';
import type { EndpointPartConfig, SettingProblem } from '../endpoints/index.ts';
import { findProvider } from './providers.store.ts';

/** What an endpoint chooses in place of settings of its own. */
export const chosenProvider: GatewayProvider = {
  kind: handoverProviderKind,
  label: 'A handover provider of the organisation',
  fields: [
    {
      name: 'provider',
      label: 'Handover provider',
      type: 'text',
      required: true,
      secret: false,
      resource: 'handoverProvider',
    },
  ],
};

/** An endpoint's provider is one of its organisation. */
export const createCheckHandover =
  (db: Queryable) =>
  async (org: string, { kind, settings }: EndpointPartConfig): Promise<SettingProblem | null> => {
    if (kind !== handoverProviderKind) return null;
    const id = String(settings['provider']);
    if (isUuid(id) && (await findProvider(db, org, id))) return null;
    const problem = 'there is no such handover provider';
    return { name: 'provider', label: 'Handover provider', problem, lack: 'gone' };
  };
