import { Compile } from 'typebox/compile';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as contract from './index.ts';
import { type CreateQueueRequest, handle, queuesOperations } from './index.ts';

describe('handle', () => {
  it('pairs an operation with a function that sees the static types of its schemas', async () => {
    const handler = handle(queuesOperations.postRoutingQueues, async ({ body }) => {
      expectTypeOf(body).toEqualTypeOf<CreateQueueRequest>();
      expectTypeOf(body.skillEvaluationMethod).toEqualTypeOf<'NONE' | 'BEST' | 'ALL' | undefined>();
      return { status: 200, body: { name: body.name } };
    });
    handle(queuesOperations.getRoutingQueue, async ({ params, query }) => {
      expectTypeOf(params.queueId).toEqualTypeOf<string>();
      expectTypeOf(query).toHaveProperty('expand');
      return { status: 200 };
    });
    const call = { body: { name: 'Support' } } as Parameters<typeof handler.run>[0];
    expect(await handler.run(call)).toEqual({ status: 200, body: { name: 'Support' } });
  });
});

describe('the schemas of all operations', () => {
  // A server compiles one when it is first used, which is too late to find out.
  it('can be compiled', () => {
    const isOperation = (value: unknown): value is contract.OperationSpec =>
      typeof value === 'object' && value !== null && 'method' in value && 'path' in value;
    const operations = Object.values(contract)
      .flatMap((value): unknown[] =>
        typeof value === 'object' && value !== null ? Object.values(value) : [],
      )
      .filter(isOperation);
    expect(operations.length).toBeGreaterThan(300);
    for (const { params, query, body } of operations)
      for (const schema of [params, query, body]) if (schema) Compile(schema);
  });
});
