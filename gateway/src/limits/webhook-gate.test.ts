import { createTestClock, PublicError } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { createWebhookGate, noWebhookLimits, parseWebhookLimits } from './webhook-gate.ts';

const door = 'channel a';
const neighbour = '192.0.2.1';

const started = (limits: string) => {
  const clock = createTestClock();
  const gate = createWebhookGate(parseWebhookLimits(limits), clock);
  const outcome = async (run: () => unknown) => {
    try {
      await run();
      return 'in';
    } catch (error) {
      const { status, headers } = error as PublicError;
      return status === 429 ? `429 ${headers?.['retry-after']}` : `${status}`;
    }
  };
  /** At the address that all tenants share; only the body tells the integration. */
  const share = (end: 'proved' | 'refused' | 'unread', integration: string) =>
    outcome(async () => {
      const shared = { address: neighbour, door: 'all', shared: true };
      gate.admit(shared);
      await gate.pass(shared, async ({ at, proved }) => {
        if (end === 'unread')
          throw new PublicError({ status: 400, code: 'no', message: 'no JSON' });
        at(`integration ${integration}`);
        if (end === 'proved') return proved(integration);
        throw new PublicError({ status: 401, code: 'no', message: 'not signed' });
      });
    });
  const knock = (address: string, end: 'proved' | 'refused' | 'broken', at = door) =>
    outcome(async () => {
      gate.admit({ address, door: at });
      await gate.pass({ address, door: at }, async ({ proved }) => {
        if (end === 'proved') return proved(at);
        if (end === 'broken') throw new Error('our own trouble');
        throw new PublicError({ status: 401, code: 'no', message: 'not signed' });
      });
    });
  return { clock, gate, knock, outcome, share };
};

describe('the gate of webhooks', () => {
  it('turns away an address that was refused too often at a door, and lets it back in as time goes by', async () => {
    const { clock, knock } = started('unproved=2');
    expect([await knock(neighbour, 'refused'), await knock(neighbour, 'refused')]).toEqual([
      ...['401', '401'],
    ]);
    expect(await knock(neighbour, 'proved')).toBe('429 30');
    expect(await knock('192.0.2.2', 'proved')).toBe('in');
    await clock.advance(30_000);
    expect(await knock(neighbour, 'refused')).toBe('401');
  });

  it('stops nobody who has proved itself at this door within a day, whatever neighbours guess', async () => {
    const { clock, knock } = started('unproved=1');
    expect(await knock(neighbour, 'proved')).toBe('in');
    expect(await knock(neighbour, 'refused')).toBe('401');
    expect(await knock(neighbour, 'refused')).toBe('429 60');
    expect(await knock(neighbour, 'proved')).toBe('in');
    expect(await knock(neighbour, 'refused', 'channel b')).toBe('401');
    expect(await knock(neighbour, 'refused', 'channel b')).toBe('429 60');
    await clock.advance(25 * 3600_000);
    expect(await knock(neighbour, 'refused')).toBe('401');
    expect(await knock(neighbour, 'proved')).toBe('429 60');
  });

  it('keeps what neighbours are refused from the first delivery at another door', async () => {
    const { knock, share } = started('unproved=2');
    for (let n = 0; n < 30; n += 1) await knock(neighbour, 'refused');
    expect(await knock(neighbour, 'proved')).toBe('429 30');
    expect(await knock(neighbour, 'proved', 'channel b')).toBe('in');
    for (let n = 0; n < 30; n += 1) await share('refused', 'a');
    expect(await share('refused', 'a')).toBe('429 30');
    for (let n = 0; n < 3; n += 1) expect(await share('unread', '')).toBe('400');
    expect(await share('proved', 'b')).toBe('in');
  });

  it('bounds what an address is refused at all doors together, however many it tries', async () => {
    const { clock, knock, share } = started('unproved=2');
    for (let n = 0; n < 40; n += 1)
      expect(await knock(neighbour, 'refused', `channel ${n}`), `${n}`).toBe('401');
    expect(await knock(neighbour, 'refused', 'channel 40')).toBe('429 2');
    expect(await share('unread', '')).toBe('429 2');
    expect(await knock('192.0.2.2', 'refused', 'channel 40')).toBe('401');
    await clock.advance(1500);
    expect(await knock(neighbour, 'refused', 'channel 40')).toBe('401');
  });

  it('takes one /64 for one caller, and counts no trouble of our own', async () => {
    const { knock } = started('unproved=1');
    expect(await knock('2001:db8::1', 'broken')).toBe('undefined');
    expect(await knock('2001:db8::1', 'refused')).toBe('401');
    expect(await knock('2001:db8::2', 'refused')).toBe('429 60');
    expect(await knock('2001:db8:0:1::1', 'refused')).toBe('401');
  });

  it('counts signed deliveries by what they are for, and signals by address', async () => {
    const { gate, knock, outcome } = started('proved=1,signals=1');
    expect(await knock(neighbour, 'proved')).toBe('in');
    expect(await knock('192.0.2.2', 'proved')).toBe('429 60');
    expect(await knock('192.0.2.2', 'proved', 'channel b')).toBe('in');
    expect(await outcome(() => gate.signal(neighbour))).toBe('in');
    expect(await outcome(() => gate.signal(neighbour))).toBe('429 60');
  });

  it('lets everything in without limits', async () => {
    const gate = createWebhookGate(noWebhookLimits, createTestClock());
    for (let n = 0; n < 1000; n += 1) {
      gate.admit({ address: neighbour, door });
      gate.signal(neighbour);
    }
  });
});
