import * as contract from '@tandem/contract';
import { catalogue, type Handler, monitorOperations, type OperationSpec } from '@tandem/contract';
import { createTestClock, createTestIds, silentLog } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { createHttpApp } from '../http/app.ts';
import { createRateLimiter } from '../http/rate-limit.ts';
import { buildOpenApi, openApiHandler } from './index.ts';

type Operation = {
  readonly operationId: string;
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: object }[];
  readonly responses: Record<string, unknown>;
  readonly requestBody?: unknown;
  readonly security?: readonly unknown[];
  readonly 'x-tandem-implemented'?: boolean;
  readonly 'x-tandem-permission'?: string;
};
type Document = {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown> };
};

const served = (operation: OperationSpec): Handler => ({
  operation,
  run: async () => ({ status: 200 }),
});

/** Every operation the contract has. */
const everything: readonly Handler[] = Object.entries(contract)
  .filter(([name]) => name.endsWith('Operations'))
  .flatMap(([, operations]) => Object.values(operations as Record<string, OperationSpec>))
  .map(served);

const build = (handlers: readonly Handler[], withCatalogue = true) =>
  buildOpenApi({
    handlers: () => handlers,
    catalogue: withCatalogue,
    version: '1.2.3',
  }) as unknown as Document;

const operationsOf = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

/** Every value under a name, anywhere. */
const under = (name: string, value: unknown): unknown[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [
        ...(key === name ? [inner] : []),
        ...under(name, inner),
      ]);

describe('the OpenAPI document', () => {
  it('has every mounted operation with what it answers', () => {
    const document = build(everything, false);
    expect(document.openapi).toBe('3.1.0');
    for (const { operation } of everything) {
      const path = operation.path.replaceAll('*}', '}');
      const found = document.paths[path]?.[operation.method.toLowerCase()];
      expect(found, `${operation.method} ${operation.path}`).toBeDefined();
      expect(Object.keys(found?.responses ?? {}).sort()).toEqual(
        [...Object.keys(operation.reply), 'default'].sort(),
      );
      expect(found?.requestBody !== undefined).toBe(operation.body !== undefined);
      expect(found?.security).toEqual(operation.access === 'public' ? [] : undefined);
    }
  });

  it('is well formed: parameters match paths, names are unique, every reference leads somewhere', () => {
    const document = build(everything);
    const operations = operationsOf(document);
    for (const { path, operation } of operations) {
      const inPath = operation.parameters.filter((one) => one.in === 'path');
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(inPath.map(({ name }) => name)).toEqual(named);
      expect(inPath.every(({ required }) => required)).toBe(true);
      const places = operation.parameters.map((one) => `${one.in} ${one.name}`);
      expect(new Set(places).size).toBe(places.length);
      expect(path.startsWith('/')).toBe(true);
    }
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const shapes = Object.keys(document.paths).map((path) => path.replaceAll(/\{\w+\}/g, '{}'));
    expect(shapes.filter((shape, index) => shapes.indexOf(shape) !== index)).toEqual([]);

    const references = new Set(under('$ref', document) as string[]);
    expect(references.size).toBeGreaterThan(100);
    for (const reference of references) {
      const target = reference
        .slice(2)
        .split('/')
        .reduce<unknown>((value, name) => (value as Record<string, unknown>)?.[name], document);
      expect(target, reference).toBeTypeOf('object');
    }
    const { schemas } = document.components;
    expect(Object.keys(schemas)).toEqual(expect.arrayContaining(['Queue', 'ErrorBody']));
    expect(Object.keys(schemas).every((name) => /^[\w.-]+$/.test(name))).toBe(true);
  });

  it('spells out parameters, permissions and bodies', () => {
    const { paths } = build(everything);
    const list = paths['/tandem/monitor/deliveries']?.['get'];
    expect(list?.parameters.map(({ name, required }) => [name, required])).toEqual([
      ['pageSize', false],
      ['pageNumber', false],
      ['state', false],
      ['integrationId', false],
      ['conversationId', false],
    ]);
    expect(list?.operationId).toBe('getMonitorDeliveries');
    expect(list?.['x-tandem-permission']).toBe('monitor:delivery:view');
    const endpoints = paths['/tandem/gateway/endpoints'];
    expect(endpoints?.['get']?.parameters.map(({ name }) => name)).toEqual([
      'pageSize',
      'pageNumber',
    ]);
    expect(endpoints?.['post']?.requestBody).toEqual({
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/EndpointRequest' } } },
    });
    expect(paths['/tandem/monitor/conversations/{conversationId}']?.['get']?.parameters).toEqual([
      { name: 'conversationId', in: 'path', required: true, schema: { type: 'string' } },
    ]);
  });

  it('marks operations of the reference that are answered with 501, where they are', () => {
    const mounted = [served(monitorOperations.getMonitorLive)];
    const marked = operationsOf(build(mounted)).filter(
      ({ operation }) => operation['x-tandem-implemented'] === false,
    );
    expect(marked).toHaveLength(catalogue.length);
    for (const { operation } of marked) expect(Object.keys(operation.responses)).toEqual(['501']);
    expect(operationsOf(build(mounted, false)).map(({ path }) => path)).toEqual([
      '/tandem/monitor/live',
    ]);
    const [first] = catalogue;
    const now = build(first ? [served({ ...first, permission: {}, reply: { 200: null } })] : []);
    expect(
      operationsOf(now).filter(({ operation }) => operation['x-tandem-implemented'] === false),
    ).toHaveLength(catalogue.length - 1);
  });

  it('takes little more to build for twice as many operations than twice as much', () => {
    const half = everything.slice(0, Math.floor(everything.length / 2));
    // Of this thread alone: what else the machine does is not in it.
    const leastCpu = (handlers: typeof everything) =>
      Math.min(
        ...[1, 2, 3].map(() => {
          const before = process.threadCpuUsage();
          JSON.stringify(build(handlers));
          const { user, system } = process.threadCpuUsage(before);
          return user + system;
        }),
      );
    leastCpu(everything);
    expect(leastCpu(everything)).toBeLessThan(6 * leastCpu(half));
  });

  it('is served to any token, built once and only when somebody asks', async () => {
    const clock = createTestClock();
    let asked = 0;
    const handler = openApiHandler({
      handlers: () => {
        asked += 1;
        return [handler];
      },
      catalogue: true,
      version: '1.2.3',
    });
    const app = createHttpApp({
      authenticate: async (token) =>
        token === 'valid'
          ? {
              org: '6f1c2a8e-0000-4000-8000-000000000001',
              kind: 'client',
              userId: null,
              clientId: 'client',
              tokenId: 'token',
              permissions: new Set(),
              bundled: false,
            }
          : null,
      rateLimiter: createRateLimiter({ perMinute: 300, clock }),
      ids: createTestIds(),
      clock,
      log: silentLog,
      publicUrl: undefined,
      catalogue: false,
      handlers: [handler],
    });
    expect(asked).toBe(0);
    const get = (headers: Record<string, string>) =>
      app.inject({ url: '/tandem/openapi.json', headers });
    expect((await get({})).statusCode).toBe(401);
    for (let time = 0; time < 2; time++) {
      const reply = await get({ authorization: 'Bearer valid' });
      expect(reply.statusCode).toBe(200);
      expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(reply.json().paths['/tandem/openapi.json'].get.operationId).toBe('getOpenApi');
      expect(reply.json().info.version).toBe('1.2.3');
    }
    expect(asked).toBe(1);
  });
});
