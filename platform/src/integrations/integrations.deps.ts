import type { DeliveryKind } from '@tandem/contract';
import type { DestinationPort, PartnerSources } from '@tandem/events';
import type { FlowServices } from '@tandem/flows';
import type { Clock, Database, Ids } from '@tandem/kit';
import type { AuditDeps } from '../audit/index.ts';
import type { BotConnectorDeps } from './bot-connector/bot-connectors.deps.ts';
import type { DeliverySettings } from './integrations.model.ts';

export type IntegrationDeps = AuditDeps &
  Pick<BotConnectorDeps, 'sealer' | 'botConnectorsWithheld'> & {
    readonly db: Database;
    readonly clock: Pick<Clock, 'now'>;
    readonly ids: Pick<Ids, 'uuid'>;
    /** Where the events of active integrations go. */
    readonly destinations: Pick<
      DestinationPort,
      'put' | 'setState' | 'setTopics' | 'remove' | 'reported' | 'settled'
    >;
    /** The registry of the embedded event buses. */
    readonly partnerSources: PartnerSources;
    /** Checks a secret of a delivery and makes of it what may be stored. */
    readonly keepSecret: FlowServices['keepSecret'];
    /** Refuses what the driver of the kind cannot work with. @throws PublicError (400) */
    readonly checkDelivery: (delivery: {
      readonly org: string;
      readonly kind: DeliveryKind;
      readonly settings: DeliverySettings;
      /** Names of the secrets that are given. */
      readonly secrets: readonly string[];
    }) => Promise<void>;
    /** Regions that an integration may name (TANDEM_EVENTBRIDGE_REGIONS). */
    readonly regions: readonly string[];
  };
