import type {
  auditOperations,
  automationOperations,
  botConnectorListOperations,
  Call,
  channelOperations,
  connectionOperations,
  connectorOperations,
  contactConversationOperations,
  contactMergeOperations,
  copilotOperations,
  deskOperations,
  destinationOperations,
  eventBusOperations,
  eventPatternOperations,
  gatewayFlowOperations,
  gatewayOperations,
  handoverProviderOperations,
  identityOperations,
  integrationCredentialOperations,
  integrationDeliveryOperations,
  knowledgeOperations,
  messageDefaultsOperations,
  monitorOperations,
  OperationSpec,
  operationFamilies,
  platformFlowOperations,
  platformWebhookOperations,
  processAutomationOperations,
  queueReassignmentOperations,
  queueRemovalOperations,
  supervisionOperations,
  utilizationOperations,
  variableOperations,
  vaultOperations,
} from '@tandem/contract';

// Types only: the schemas behind them would triple the first download.
type Families = typeof operationFamilies;

type KeyedBy<Operations> = {
  [Name in keyof Operations as Operations[Name] extends OperationSpec
    ? `${Operations[Name]['method']} ${Operations[Name]['path']}`
    : never]: Operations[Name] extends OperationSpec ? Operations[Name] : never;
};

type Merge<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

type ByKey = Merge<{ [Family in keyof Families]: KeyedBy<Families[Family]> }[keyof Families]> &
  KeyedBy<typeof auditOperations> &
  KeyedBy<typeof automationOperations> &
  KeyedBy<typeof botConnectorListOperations> &
  KeyedBy<typeof channelOperations> &
  KeyedBy<typeof connectionOperations> &
  KeyedBy<typeof connectorOperations> &
  KeyedBy<typeof contactConversationOperations> &
  KeyedBy<typeof contactMergeOperations> &
  KeyedBy<typeof copilotOperations> &
  KeyedBy<typeof deskOperations> &
  KeyedBy<typeof destinationOperations> &
  KeyedBy<typeof eventBusOperations> &
  KeyedBy<typeof eventPatternOperations> &
  KeyedBy<typeof gatewayFlowOperations> &
  KeyedBy<typeof gatewayOperations> &
  KeyedBy<typeof handoverProviderOperations> &
  KeyedBy<typeof identityOperations> &
  KeyedBy<typeof integrationCredentialOperations> &
  KeyedBy<typeof integrationDeliveryOperations> &
  KeyedBy<typeof knowledgeOperations> &
  KeyedBy<typeof monitorOperations> &
  KeyedBy<typeof messageDefaultsOperations> &
  KeyedBy<typeof platformFlowOperations> &
  KeyedBy<typeof platformWebhookOperations> &
  KeyedBy<typeof processAutomationOperations> &
  KeyedBy<typeof queueReassignmentOperations> &
  KeyedBy<typeof queueRemovalOperations> &
  KeyedBy<typeof supervisionOperations> &
  KeyedBy<typeof utilizationOperations> &
  KeyedBy<typeof variableOperations> &
  KeyedBy<typeof vaultOperations>;

/** An operation of the contract, written as method and path: `GET /api/v2/routing/queues`. */
export type OperationKey = keyof ByKey & string;

type Spec<Key extends OperationKey> = ByKey[Key] extends OperationSpec ? ByKey[Key] : never;

/** Reads a schema's static type by way of the contract's own `Call`, so that no schema library is needed here. */
type StaticOf<Schema> = Call<{
  readonly method: 'POST';
  readonly path: string;
  readonly reply: Readonly<Record<number, null>>;
  readonly body: Schema extends NonNullable<OperationSpec['body']> ? Schema : never;
}>['body'];

type ReplySchema<Key extends OperationKey> = Spec<Key>['reply'][keyof Spec<Key>['reply']];

export type ReplyOf<Key extends OperationKey> =
  ReplySchema<Key> extends null ? undefined : StaticOf<Exclude<ReplySchema<Key>, null>>;

export type BodyOf<Key extends OperationKey> =
  Spec<Key> extends { readonly body: infer Schema } ? StaticOf<Schema> : never;

type PathParameter<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParameter<Rest>
  : never;

/** The parameters named in the path's braces. */
export type ParamsOf<Key extends string> = Readonly<Record<PathParameter<Key>, string>>;

export type QueryValue = string | number | boolean | readonly string[] | undefined;

export type QueryOf<Key extends OperationKey> =
  Spec<Key> extends { readonly query: infer Schema }
    ? { readonly [Name in keyof StaticOf<Schema>]?: QueryValue }
    : never;
