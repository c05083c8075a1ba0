import type { Static, TSchema } from 'typebox';

/** Which permissions an operation asks for: every one of `all`, or at least one of `any`. */
export type PermissionRule = { readonly all?: readonly string[]; readonly any?: readonly string[] };

/**
 * One operation of a wire: the only place its path, permission and shapes are written.
 * `access` defaults to `token` (any valid token, then `permission`); `public` asks for none.
 */
export type OperationSpec = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';
  readonly path: string;
  readonly access?: 'token' | 'public';
  readonly permission?: PermissionRule;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** Success status → schema of the body, `null` for an empty one. */
  readonly reply: Readonly<Record<number, TSchema | null>>;
};

export type Operations = Readonly<Record<string, OperationSpec>>;

/** Who calls: the result of checking a token. Ids are UUIDs; `permissions` are `domain:entity:action`. */
export type Principal = {
  readonly org: string;
  readonly kind: 'user' | 'client';
  /** Null for client-credentials tokens. */
  readonly userId: string | null;
  readonly clientId: string;
  /** Id of the token (never the token itself). */
  readonly tokenId: string;
  readonly permissions: ReadonlySet<string>;
  /** Bundled clients (desk, console, gateway of the same process) are not rate limited. */
  readonly bundled: boolean;
  /** A connector of this contact centre calls with the rights of the person who consented, and that person is not there. */
  readonly delegated?: boolean;
};

type StaticOr<S, Fallback> = S extends TSchema ? Static<S> : Fallback;

/** What a handler gets. The body, query and params have passed the operation's schemas. */
export type Call<Op extends OperationSpec = OperationSpec> = {
  readonly principal: Op['access'] extends 'public' ? null : Principal;
  readonly params: StaticOr<Op['params'], Readonly<Record<string, string>>>;
  readonly query: StaticOr<Op['query'], Readonly<Record<string, unknown>>>;
  readonly body: StaticOr<Op['body'], unknown>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Body bytes as received, present when the handler was made with `raw: true`. */
  readonly rawBody?: Buffer;
  readonly correlationId: string;
  /**
   * Origin of this server, such as `http://127.0.0.1:8080`, for links that are stored or go to others: never what a
   * caller made up.
   */
  readonly origin: string;
  /** Origin the caller says to have used: for answers that go to this very caller and nobody else. */
  readonly clientOrigin: string;
  /** Network address of the caller; behind trusted proxies the one they name. */
  readonly address: string;
  readonly signal: AbortSignal;
};

export type Reply = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Handler = {
  readonly operation: OperationSpec;
  readonly run: (call: Call) => Promise<Reply>;
  readonly raw?: boolean;
  /** Largest accepted body in bytes; the server's default is 1 MiB. */
  readonly bodyLimit?: number;
  /** Looks at a public request before its body is read; throws for whoever has no business here. */
  readonly admit?: (
    call: Pick<Call, 'params' | 'query' | 'headers' | 'address'>,
  ) => void | Promise<void>;
};

/** Pairs an operation with the function that serves it; the function sees the operation's static types. */
export const handle = <const Op extends OperationSpec>(
  operation: Op,
  run: (call: Call<Op>) => Promise<Reply>,
  options: Pick<Handler, 'raw' | 'bodyLimit' | 'admit'> = {},
): Handler => ({ operation, run: run as unknown as Handler['run'], ...options });
