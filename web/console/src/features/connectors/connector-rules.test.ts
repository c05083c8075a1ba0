import { describe, expect, it } from 'vitest';
import { readsOnly } from './connector-rules.ts';

describe('the consent', () => {
  it.each([
    ['platform', { scopes: ['users:readonly', 'routing:readonly'] }, true],
    ['platform', { scopes: ['users:readonly', 'routing'] }, false],
    ['platform', { scopes: [], access: 'read' }, false],
    ['webex', { access: 'read' }, true],
    ['custom', { access: 'readWrite' }, false],
  ] as const)('of %s with %j is to reading alone: %s', (kind, values, expected) => {
    expect(readsOnly(kind, values as never)).toBe(expected);
  });
});
