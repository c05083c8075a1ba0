import { describe, expect, it } from 'vitest';
import { statusOf } from './presence-rules.ts';

const none = { offered: 0, active: 0, afterCallWork: 0, joined: 2 };

describe('what the desk says that the agent does', () => {
  it.each([
    ['INTERACTING', { active: 1, afterCallWork: 1, offered: 1 }, 'INTERACTING'],
    ['INTERACTING', { offered: 1, afterCallWork: 1 }, 'OFFERED'],
    ['INTERACTING', { afterCallWork: 1 }, 'AFTER_CALL'],
    ['INTERACTING', {}, 'INTERACTING'],
    ['IDLE', {}, 'IDLE'],
    ['IDLE', { joined: 0 }, 'NO_QUEUE'],
    ['IDLE', { joined: null }, 'IDLE'],
    ['OFF_QUEUE', { joined: 0 }, 'OFF_QUEUE'],
    ['NOT_RESPONDING', { offered: 1 }, 'NOT_RESPONDING'],
  ])('%s with %j is told as %s', (routingStatus, more, told) => {
    expect(statusOf({ routingStatus, ...none, ...more })).toBe(told);
  });
});
