import { describe, expect, it } from 'vitest';
import { action, flowOf } from '../flows.fixture.ts';
import { validateFlow } from './index.ts';

const openExits = (parts: Parameters<typeof flowOf>[0]) =>
  validateFlow(flowOf({ kind: 'bot', ...parts })).filter(({ code }) => code === 'FC1055');

const person = action('a', 'handOverToAgent');

describe('exits that nothing is connected to', () => {
  it('are advised against where a customer waits for what follows', () => {
    expect(openExits({ actions: [person] })).toMatchObject(
      ['cancelled', 'failure'].map((outlet) => ({
        ...{ severity: 'recommendation', action: 'a', values: { action: 'a', outlet } },
      })),
    );
    expect(openExits({ actions: [action('a', 'ask', { text: 'x', pattern: 'y' })] })).toMatchObject(
      [{ values: { outlet: 'noMatch' } }],
    );
  });

  it('are left alone where they are connected, or never taken', () => {
    const edges = 'a.cancelled>a a.failure>a';
    expect(openExits({ actions: [person], edges })).toEqual([]);
    expect(openExits({ actions: [action('a', 'ask', { text: 'x' })] })).toEqual([]);
  });
});
