import { createTestClock } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { end } from './lifecycle.ts';
import type { Call } from './sending.ts';

const view = (state: string) => ({
  id: 'conversation',
  participants: [{ id: 'customer', purpose: 'customer', state }],
});

/** Ends a conversation whose views show the customer in these states, the last one from then on; says what happened. */
const endWith = async (...states: readonly string[]) => {
  const happened: string[] = [];
  const shown = [...states];
  const call = {
    context: { handover: { id: 1, request: {}, remoteConversation: 'conversation' }, record() {} },
    client: {
      async request({ method }: { readonly method: string }) {
        happened.push(method);
        if (method === 'PATCH') return { status: 200, body: {} };
        return { status: 200, body: view((shown.length > 1 ? shown.shift() : shown[0]) ?? '') };
      },
    },
    settings: {},
  } as unknown as Call;
  const sleep = async (ms: number) => void happened.push(`${ms} ms`);
  await end(call, { ...createTestClock(), sleep });
  return happened;
};

describe('a customer who was disconnected', () => {
  it('is looked for once where the end is shown', async () => {
    expect(await endWith('disconnected')).toEqual(['PATCH', 'GET']);
  });

  it('is looked for again after a pause', async () => {
    const looks = ['GET', '500 ms', 'GET'];
    expect(await endWith('connected', 'disconnected')).toEqual(['PATCH', ...looks]);
  });

  it('keeps nobody waiting behind the last look', async () => {
    const looks = ['GET', '500 ms', 'GET', '500 ms', 'GET'];
    expect(await endWith('connected')).toEqual(['PATCH', ...looks]);
  });
});
