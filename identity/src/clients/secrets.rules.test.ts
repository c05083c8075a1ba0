import { systemIds } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { hashSecret, isSecret, newSecret } from './secrets.rules.ts';

describe('secrets', () => {
  it('are told from others', () => {
    const secret = newSecret(systemIds);
    expect(isSecret(secret, hashSecret(secret))).toBe(true);
    expect(isSecret(newSecret(systemIds), hashSecret(secret))).toBe(false);
  });

  it('are none when longer than any of ours: nobody makes the server hash what he likes', () => {
    const long = 'x'.repeat(100_000);
    expect(isSecret(long, hashSecret(long))).toBe(false);
  });
});
