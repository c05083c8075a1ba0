import type { DestinationPort, PartnerSources } from '@tandem/events';
import type { FlowServices } from '@tandem/flows';
import type { Clock, Database, Ids } from '@tandem/kit';
import type { AuditDeps } from '../audit/index.ts';

export type IntegrationDeps = AuditDeps & {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Pick<Ids, 'uuid'>;
  /** Where the events of active integrations go. */
  readonly destinations: Pick<
    DestinationPort,
    'put' | 'setState' | 'setTopics' | 'remove' | 'reported'
  >;
  /** The registry of the embedded event buses. */
  readonly partnerSources: PartnerSources;
  /** Checks a secret of a delivery and makes of it what may be stored. */
  readonly keepSecret: FlowServices['keepSecret'];
  /** Regions that an integration may name (TANDEM_EVENTBRIDGE_REGIONS). */
  readonly regions: readonly string[];
};
