import type { DeliveryKind, IntegrationDelivery } from '@tandem/contract';
import type { BotConnectorProperties } from './bot-connector/connector.rules.ts';

export type IntendedState = 'ENABLED' | 'DISABLED';
export type IntegrationState = 'INACTIVE' | 'ACTIVATING' | 'ACTIVE' | 'DEACTIVATING' | 'ERROR';

/** Properties of an Amazon EventBridge source as they were saved: checked in form, perhaps incomplete. */
export type EventBridgeProperties = {
  readonly awsAccountId?: string;
  readonly awsAccountRegion?: string;
  readonly eventSourceSuffix?: string;
  readonly eventFilter?: readonly string[];
};

/** Why an integration does not do what it is meant to. */
export type IntegrationProblem = {
  readonly kind:
    | 'accountInvalid'
    | 'regionInvalid'
    | 'suffixMissing'
    | 'suffixTaken'
    | 'deliveryFailed'
    | 'uriMissing';
  readonly params: Readonly<Record<string, string>>;
};

/** A partner event source that was made. */
export type MadeSource = {
  readonly name: string;
  readonly account: string;
  readonly region: string;
};

export type DeliverySettings = IntegrationDelivery['settings'];

/** An entry of the catalogue that an organisation has installed. */
export type AppIntegration = {
  readonly org: string;
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly notes: string;
  /** Those of its type alone. */
  readonly properties: EventBridgeProperties & BotConnectorProperties;
  /** Ids of credentials, by the names that the type gives them. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Of the configuration; raised by every save. */
  readonly version: number;
  readonly intended: IntendedState;
  readonly state: IntegrationState;
  readonly problem: IntegrationProblem | null;
  readonly stateAt: Date;
  readonly delivery: DeliveryKind;
  readonly deliverySettings: DeliverySettings;
  readonly source: MadeSource | null;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};
