import type { Handler, OperationSpec, Principal, Reply } from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';

/** A caller of an organisation; permissions are the server's business, so tests of handlers need none. */
export const testPrincipal = (org: string, overrides: Partial<Principal> = {}): Principal => ({
  org,
  kind: 'client',
  userId: null,
  clientId: derivedUuid('client', org),
  tokenId: derivedUuid('token', org),
  permissions: new Set(),
  bundled: false,
  ...overrides,
});

type Input = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type TestCaller = <Body = never>(
  operation: OperationSpec,
  input?: Input,
) => Promise<Omit<Reply, 'body'> & { readonly body: Body }>;

/** Calls handlers as the server does after its checks. */
export const callerOf = (handlers: readonly Handler[], principal: Principal): TestCaller =>
  (async (operation: OperationSpec, input: Input = {}) => {
    const handler = handlers.find((candidate) => candidate.operation === operation);
    if (!handler) throw new Error(`no handler for ${operation.method} ${operation.path}`);
    return handler.run({
      principal,
      params: input.params ?? {},
      query: input.query ?? {},
      body: input.body,
      headers: input.headers ?? {},
      correlationId: 'test-correlation',
      origin: 'http://127.0.0.1:8080',
      clientOrigin: 'http://127.0.0.1:8080',
      address: '127.0.0.1',
      signal: new AbortController().signal,
    });
  }) as TestCaller;
