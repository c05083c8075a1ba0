import { describe, expect, it } from 'vitest';
import { ApiError } from '#src/api/api-error.ts';
import { Outbox, type Outgoing } from './outbox.ts';

function setUp() {
  const sent: string[] = [];
  const broken = new Map<string, Error>();
  let next = 0;
  const outbox = new Outbox({
    newKey: () => `k${++next}`,
    send: async ({ key, text }: Outgoing) => {
      const error = broken.get(text);
      if (error) throw error;
      sent.push(`${key}:${text}`);
    },
  });
  const add = (text: string, conversationId = 'c') =>
    outbox.add({ conversationId, text, file: null });
  return { outbox, sent, broken, add };
}

describe('outbox', () => {
  it('sends in order and forgets what arrived', async () => {
    const { outbox, sent, add } = setUp();
    const last = [add('one'), add('two'), add('three')].at(-1);
    expect(outbox.items.map(({ text, state }) => [text, state])).toEqual([
      ['one', 'sending'],
      ['two', 'sending'],
      ['three', 'sending'],
    ]);
    await last;
    expect(sent).toEqual(['k1:one', 'k2:two', 'k3:three']);
    expect(outbox.items).toEqual([]);
  });

  it('keeps what failed, lets later ones pass and retries under the first key', async () => {
    const { outbox, sent, broken, add } = setUp();
    broken.set('one', new Error('no line'));
    await Promise.all([add('one'), add('two')]);
    expect(outbox.items).toMatchObject([{ key: 'k1', state: 'failed' }]);
    broken.clear();
    await outbox.retry('k1');
    expect(sent).toEqual(['k2:two', 'k1:one']);
    expect(outbox.items).toEqual([]);
  });

  it('discards only what failed, and tells its listeners', async () => {
    const { outbox, broken, add } = setUp();
    let changes = 0;
    outbox.subscribe(() => {
      changes += 1;
    });
    broken.set('one', new Error('no line'));
    const sending = add('one');
    outbox.discard('k1');
    expect(outbox.items).toHaveLength(1);
    await sending;
    outbox.discard('k1');
    expect(outbox.items).toEqual([]);
    expect(changes).toBeGreaterThanOrEqual(3);
  });

  it('tells what was refused from what waits for a better moment', async () => {
    const { outbox, broken, add } = setUp();
    const failed = (status: number) =>
      new ApiError({ status, code: 'x', message: 'No.', correlationId: null });
    expect(await add('fine')).toEqual({ kind: 'sent' });
    const refusal = failed(400);
    broken.set('refused', refusal);
    const outcome = await add('refused');
    expect(outcome).toEqual({ kind: 'refused', key: 'k2', error: refusal });
    // It stays for whoever is not there any more to hear of it.
    expect(outbox.items).toMatchObject([{ key: 'k2', state: 'failed' }]);
    outbox.discard('k2');
    for (const error of [...[0, 408, 429, 500, 503].map(failed), new Error('no line')]) {
      broken.set('waits', error);
      expect(await add('waits')).toEqual({ kind: 'waiting' });
    }
    expect(outbox.items).toHaveLength(6);
  });
});
