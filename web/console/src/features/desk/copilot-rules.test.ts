import { describe, expect, it } from 'vitest';
import type { Work } from './conversation-rules.ts';
import { copilotAddress } from './copilot-rules.ts';

const origin = 'https://desk.example';
const of = (copilotUrl?: string) =>
  copilotAddress(
    {
      conversation: {
        participants: [
          { id: 'p', purpose: 'customer', attributes: copilotUrl ? { copilotUrl } : {} },
        ],
      },
    } as Pick<Work, 'conversation'>,
    origin,
  );

describe('the address of the copilot', () => {
  it.each([
    ['https://desk.example/copilot/?userId=u', true],
    ['https://desk.example/console/', false],
    ['https://desk.example.evil.example/copilot/', false],
    ['https://other.example/copilot/', false],
  ])('%s is let into the desk: %s', (url, inside) => {
    expect(of(url)).toEqual({ url, inside });
  });

  it.each([undefined, 'nothing', 'javascript:alert(1)', 'data:text/html,x'])(
    '%s is none',
    (url) => {
      expect(of(url)).toBeNull();
    },
  );
});
