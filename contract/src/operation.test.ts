import { describe, expect, expectTypeOf, it } from 'vitest';
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
