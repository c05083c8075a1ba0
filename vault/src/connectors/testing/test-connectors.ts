import {
  connectionOperations,
  connectorPermissions,
  type Handler,
  type OperationSpec,
  type Principal,
} from '@tandem/contract';
import {
  createEgressGuard,
  createHttpClient,
  PublicError,
  parseEgressRule,
  systemIds,
} from '@tandem/kit';
import { silentLog } from '@tandem/kit/testing';
import { createConnections } from '../../connections/index.ts';
import { startTestVault, type TestReply } from '../../testing/index.ts';
import { type ContactCentre, createConnectors, type FlowName } from '../index.ts';

export const consent = { textVersion: 1 };

type Input = { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown };

const everything = [...connectorPermissions, 'vault:connection:use'];

/** Connectors on a database of their own; the contact centre is where `origin` says. */
export const startTestConnectors = async (options: { origin?: string } = {}) => {
  const test = await startTestVault();
  const { db, clock, vault, notes } = test;
  const guard = createEgressGuard({ allow: [parseEgressRule('127.0.0.1')] });
  const http = createHttpClient({ guard });
  const { audit, sealer } = test;
  const connections = createConnections({
    ...{ db, clock, guard, http, audit, sealer, ids: systemIds, log: silentLog },
    ...{ secrets: vault.secrets, variable: vault.variables.lookup, usesOf: async () => [] },
  });
  const issued: Parameters<ContactCentre['issueToken']>[0][] = [];
  const uses: FlowName[] = [];
  const variables = new Map<string, string>();
  const connectors = createConnectors({
    ...{ db, clock, guard, http, ids: systemIds },
    directory: test.directory,
    audit,
    tokens: connections.tokens,
    secrets: vault.secrets,
    usesOf: async () => uses,
    variable: async (_org, name) => variables.get(name) ?? null,
    webexUrl: (dataCentre) => `${options.origin ?? 'https://api.example.test'}/webex-${dataCentre}`,
    contactCentre: {
      origin: () => options.origin ?? 'http://127.0.0.1:1',
      scopes: ['routing', 'routing:readonly', 'users', 'users:readonly'],
      async issueToken(input) {
        issued.push(input);
        const isActive = (await test.directory.userNames(input.org, [input.userId])).size > 0;
        const expiresAt = new Date(clock.now().getTime() + 600_000);
        return isActive ? { token: `issued-${issued.length}`, expiresAt } : null;
      },
    },
  });

  const call = async (
    principal: Principal,
    operation: OperationSpec,
    input: Input = {},
  ): Promise<TestReply> => {
    const handlers: readonly Handler[] = [...connectors.handlers, ...connections.handlers];
    const handler = handlers.find((one) => one.operation === operation);
    if (!handler) throw new Error(`nobody serves ${operation.path}`);
    const asked = operation.permission?.any ?? [];
    if (!asked.some((one) => principal.permissions.has(one))) return { status: 403, body: {} };
    try {
      const { status, body } = await handler.run({
        ...{ principal, params: input.params ?? {}, query: input.query ?? {}, body: input.body },
        ...{ headers: {}, correlationId: 'test-correlation', address: '127.0.0.1' },
        ...{ origin: 'http://127.0.0.1', clientOrigin: 'http://127.0.0.1' },
        signal: new AbortController().signal,
      });
      return { status, body: JSON.parse(JSON.stringify(body ?? null)) };
    } catch (error) {
      if (!(error instanceof PublicError)) throw error;
      const { status, code, message } = error;
      return { status, body: { code, message } };
    }
  };

  return {
    ...{ db, clock, notes, connectors, issued, uses, variables, test },
    person(org: string, permissions: readonly string[] = everything, client = false) {
      const { id, principal } = test.person(org, { permissions, client });
      return {
        id,
        call: (operation: OperationSpec, input?: Input) => call(principal, operation, input),
      };
    },
    /** A connection named CRM that gets its tokens there. */
    async connection(org: string, tokenUrl: string): Promise<string> {
      const { principal } = test.person(org, { permissions: ['vault:connection:add'] });
      const { body } = await call(principal, connectionOperations.postConnections, {
        body: {
          ...{ name: 'CRM', provider: 'custom', grant: 'clientCredentials', tokenUrl },
          ...{ clientId: 'tandem', clientSecret: 'planted-connection-secret' },
          scopes: ['cjp:config_read', 'cjp:config_write'],
        },
      });
      return body.id;
    },
    async [Symbol.asyncDispose]() {
      await http.close();
      await test[Symbol.asyncDispose]();
    },
  };
};

export type TestConnectors = Awaited<ReturnType<typeof startTestConnectors>>;
export type Person = ReturnType<TestConnectors['person']>;
