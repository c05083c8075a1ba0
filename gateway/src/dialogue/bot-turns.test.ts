import { describe, expect, it } from 'vitest';
import { createBotTurns } from './bot-turns.ts';

const aborted = (signal: AbortSignal) =>
  new Promise<string>((_, reject) =>
    signal.addEventListener('abort', () => reject(new Error('broken off'))),
  );

describe('what a bot is asked and told in one session', () => {
  it('a turn breaks off the news, and begins when that is over', async () => {
    const turns = createBotTurns();
    const order: string[] = [];
    const told = turns.tell(1, async (signal) => {
      try {
        return await aborted(signal);
      } finally {
        order.push('news over');
      }
    });
    await turns.take(1, async () => order.push('turn'));
    expect(await told).toBeNull();
    expect(order).toEqual(['news over', 'turn']);
    expect(await turns.tell(1, async () => 'told')).toBe('told');
  });

  it('news is not told during a turn, except in another session', async () => {
    const turns = createBotTurns();
    const [mine, other] = await turns.take(1, () =>
      Promise.all([turns.tell(1, async () => 'told'), turns.tell(2, async () => 'told')]),
    );
    expect([mine, other]).toEqual([null, 'told']);
  });

  it('news that fails by itself is a failure', async () => {
    const failed = createBotTurns().tell(1, () => Promise.reject(new Error('no')));
    await expect(failed).rejects.toThrow('no');
  });
});
