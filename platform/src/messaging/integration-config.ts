import type { MediaTypes } from '@tandem/contract';
import type { CompiledFlow } from '@tandem/flows';
import type { Database } from '@tandem/kit';
import type { Snapshots } from '../snapshots/index.ts';
import { openThreadingMinutes, type ThreadingSetting } from './defaults.store.ts';
import type { IdentityResolution } from './integrations.store.ts';
import { secretContext } from './integrations.usecases.ts';
import { isUuid, type Sealer } from './messaging.deps.ts';
import { builtInMediaTypes } from './supported-content.rules.ts';

/** A published version of a flow, ready to run. */
export type PublishedFlow = {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly flow: CompiledFlow;
  /** Until when (ms of the epoch) its runs are recorded; null or left out: they are not. */
  readonly tracedUntil?: number | null;
  /** It names something that is neither its own nor the conversation's; left out: it may. */
  readonly readsGlobals?: boolean;
};

/** Everything the message path needs to know of an integration. The secret is open: never log it. */
export type IntegrationConfig = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly webhookUrl: string;
  readonly webhookHeaders: Readonly<Record<string, string>>;
  readonly secret: string;
  /** The secret before, open, and until when it is still good (ms of the epoch). */
  readonly previous: { readonly secret: string; readonly until: number } | null;
  readonly mediaTypes: MediaTypes;
  readonly typing: { readonly inbound: boolean; readonly outbound: boolean };
  readonly threadingMs: number;
  /** Customers are found among the external contacts; null: they are not looked for. */
  readonly identity: { readonly externalSource: string | null } | null;
  /** Null while no published flow is routed to the address. */
  readonly flow: PublishedFlow | null;
};

export type IntegrationConfigs = (id: string) => Promise<IntegrationConfig | null>;

type Row = {
  id: string;
  org: string;
  name: string;
  webhook_url: string;
  webhook_headers: Record<string, string>;
  secret: Buffer;
  previous_secret: Buffer | null;
  previous_secret_until: Date | null;
  flow: string | null;
  media_types: MediaTypes | null;
  event: { typing?: { on?: { inbound?: string; outbound?: string } } } | null;
  threading: ThreadingSetting[] | null;
  identity_resolution: IdentityResolution | null;
};

const sql = `select i.id, i.org, i.name, i.webhook_url, i.webhook_headers, i.secret, i.previous_secret, i.previous_secret_until,
    i.flow, i.identity_resolution, c.media_types, s.event, d.threading
  from open_integration i
  left join supported_content c on c.org = i.org and c.id = i.supported_content
  left join messaging_setting s on s.org = i.org and s.id = i.messaging_setting
  left join messaging_default d on d.org = i.org
  where i.id = $1`;

/** Integrations kept in memory at most. */
const most = 10_000;

/** Per-node snapshots of integrations; see {@link Snapshots}. */
export const createIntegrationConfigs = (deps: {
  readonly db: Database;
  readonly snapshots: Snapshots;
  readonly sealer: Sealer;
  readonly publishedFlow: (org: string, flowId: string) => Promise<PublishedFlow | null>;
}): IntegrationConfigs => {
  const opened = (row: Row, sealed: Buffer) =>
    deps.sealer.open(row.org, secretContext(row.id), sealed);
  const previousOf = async (row: Row): Promise<IntegrationConfig['previous']> =>
    row.previous_secret && row.previous_secret_until
      ? {
          secret: await opened(row, row.previous_secret),
          until: row.previous_secret_until.getTime(),
        }
      : null;
  const load = async (id: string): Promise<IntegrationConfig | null> => {
    const [row] = await deps.db.query<Row>(sql, [id]);
    if (!row) return null;
    const on = row.event?.typing?.on;
    return {
      id: row.id,
      org: row.org,
      name: row.name,
      webhookUrl: row.webhook_url,
      webhookHeaders: row.webhook_headers,
      secret: await opened(row, row.secret),
      previous: await previousOf(row),
      mediaTypes: row.media_types ?? builtInMediaTypes,
      typing: { inbound: on?.inbound !== 'Disabled', outbound: on?.outbound !== 'Disabled' },
      threadingMs: openThreadingMinutes({ threading: row.threading ?? [] }) * 60_000,
      identity: row.identity_resolution?.resolveIdentities
        ? { externalSource: row.identity_resolution.externalSource?.id ?? null }
        : null,
      flow: row.flow ? await deps.publishedFlow(row.org, row.flow) : null,
    };
  };
  const get = deps.snapshots.keep({ most, load });
  return async (id) => (isUuid(id) ? get(id.toLowerCase()) : null);
};
