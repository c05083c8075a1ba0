/** What the executing side of calls needs of the outside; the composition root fills it. */
import type { CredentialSource } from '@tandem/contract';
import type { Clock, EgressGuard, HttpClient, HttpResponse, Ids } from '@tandem/kit';
import type { SealedSecret } from '../secrets.ts';

/** Header names as they are sent; a list is a line for each value. */
export type SentHeaders = Readonly<Record<string, string | string[]>>;

/** One call through a connector, which adds its address and what it proves itself by. */
export type ConnectorSend = {
  readonly method: string;
  /** Below the connector's address; may hold a query. */
  readonly path: string;
  readonly headers: SentHeaders;
  readonly body?: string | Buffer;
  readonly timeoutMs: number;
  readonly connectTimeoutMs?: number;
  readonly maxBytes: number;
  /** How many redirects are followed within the connector. */
  readonly redirects: number;
  /** Whose tokens and values, where each user has their own. */
  readonly userId: string | null;
  readonly signal: AbortSignal;
};

/**
 * Calls through a connector, by id or name.
 * @throws PublicError; where the other side gave no answer its `cause` is the client's HttpCallError
 */
export type CallThrough = (
  org: string,
  connector: string,
  call: ConnectorSend,
) => Promise<HttpResponse>;

/** Tokens of stored OAuth connections, by id or name. */
export type ConnectionPort = {
  /**
   * `force` names the version of a token that was refused; `userId` whose token it is, where each user has their own.
   * @throws PublicError
   */
  readonly accessToken: (
    org: string,
    connection: string,
    options: { readonly userId: string | null; readonly force?: number },
  ) => Promise<{ readonly token: string; readonly version: number }>;
  /** Address below which the token is used. @throws PublicError */
  readonly apiBase: (org: string, connection: string) => Promise<string>;
};

/** A secret that the vault keeps: an attribute of a credential, a variable of the organisation, a sealed string. */
export type KeptSecret =
  | CredentialSource
  | { readonly kind: 'variable'; readonly name: string }
  | SealedSecret;

export type FlowCallDeps = {
  readonly http: Pick<HttpClient, 'request'>;
  readonly guard: EgressGuard;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly callThrough: CallThrough;
  readonly connections: ConnectionPort;
  /**
   * Opens a secret; what it answers is never logged, stored or shown.
   * @param whose.userId of an attribute that each user fills in
   * @param whose.flow name of the flow that uses it
   * @throws PublicError
   */
  readonly openSecret: (
    org: string,
    secret: KeptSecret,
    whose: { readonly userId: string | null; readonly flow: string | null },
  ) => Promise<string>;
};
