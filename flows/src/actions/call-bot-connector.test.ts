import { describe, expect, it } from 'vitest';
import type { FlowInput } from '../run.model.ts';
import { callBotConnector } from './call-bot-connector.ts';

/** What the action reads of its settings, with nothing behind them. */
const context = (settings: Record<string, unknown> = {}) =>
  ({
    id: 'bot',
    text: (name: string) => String(settings[name] ?? ''),
    number: (name: string) => settings[name] ?? null,
    raw: (name: string) => settings[name],
    rows: () => [],
    caches: { once: <Made>(_key: string, make: () => Made) => make() },
  }) as unknown as Parameters<typeof callBotConnector.run>[0];

const settings = {
  integration: 'Orders',
  bot: 'orders',
  version: '',
  text: 'Hello',
  unit: 'hours',
};
const resume = (input: FlowInput) => callBotConnector.resume?.(context(settings), input);
const result = (data: object, outlet = 'next') =>
  resume({ kind: 'result', outlet, data: data as never });

describe('Call Bot Connector', () => {
  it('gives the words to the bot that is named', () => {
    expect(callBotConnector.run(context(settings))).toMatchObject({
      effects: [
        {
          ...{ kind: 'callBot', bot: 'orders', text: 'Hello' },
          connector: { integration: 'Orders', version: '' },
        },
      ],
      goTo: 'wait',
    });
  });

  it('waits for the customer as long as the bot wants more, and gives it what they say', () => {
    expect(result({ botState: 'MOREDATA', intent: 'order' })).toMatchObject({
      effects: [{ kind: 'awaitMessage', timeoutMs: 12 * 3_600_000 }],
      goTo: 'wait',
    });
    expect(resume({ kind: 'message', text: 'Large', payload: 'size:l' })).toMatchObject({
      effects: [{ kind: 'callBot', text: 'size:l' }],
      goTo: 'wait',
    });
    expect(resume({ kind: 'message', text: 'Large' })).toMatchObject({
      effects: [{ kind: 'callBot', text: 'Large' }],
    });
  });

  it('leaves with intent, slots and attributes when the bot has finished', () => {
    const told = {
      ...{ botState: 'COMPLETE', intent: 'order', confidence: 0.5 },
      ...{ slots: { size: 'l' }, attributes: { reason: 'why' } },
    };
    expect(result(told)).toMatchObject({
      outputs: { intent: 'order', confidence: 0.5, slots: { size: 'l' }, result: told },
      goTo: { outlet: 'completed' },
    });
  });

  it('leaves by the failure exit when the bot fails or the customer is silent', () => {
    const failed = result({ botState: 'FAILED', reason: 'HTTP 500' }, 'failure');
    expect(failed).toMatchObject({
      trouble: { code: 'bot.failed', params: { reason: 'HTTP 500' } },
      goTo: { outlet: 'failure' },
    });
    expect(resume({ kind: 'timer' })).toMatchObject({ goTo: { outlet: 'failure' } });
  });
});
