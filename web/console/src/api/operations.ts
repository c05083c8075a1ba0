import type {
  analyticsOperations,
  authorizationOperations,
  Call,
  conversationMessagesOperations,
  conversationsOperations,
  divisionsOperations,
  flowsOperations,
  notificationsOperations,
  OperationSpec,
  oauthOperations,
  openMessagingOperations,
  organizationsOperations,
  presenceOperations,
  queuesOperations,
  responsesOperations,
  routingOperations,
  tokensOperations,
  usersOperations,
} from '@tandem/contract';

// Types only: the schemas behind them would triple the first download.
type All = typeof analyticsOperations &
  typeof authorizationOperations &
  typeof conversationMessagesOperations &
  typeof conversationsOperations &
  typeof divisionsOperations &
  typeof flowsOperations &
  typeof notificationsOperations &
  typeof oauthOperations &
  typeof openMessagingOperations &
  typeof organizationsOperations &
  typeof presenceOperations &
  typeof queuesOperations &
  typeof responsesOperations &
  typeof routingOperations &
  typeof tokensOperations &
  typeof usersOperations;

type ByKey = {
  [Name in keyof All as `${All[Name]['method']} ${All[Name]['path']}`]: All[Name];
};

/** An operation of the contract, written as method and path: `GET /api/v2/routing/queues`. */
export type OperationKey = keyof ByKey & string;

type Spec<Key extends OperationKey> = ByKey[Key];

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
