import { describe, expect, it } from 'vitest';
import {
  allEventBridgeRegions,
  awsAccountIdPattern,
  eventBridgeRegions,
  eventSourceSuffixPattern,
  partnerSourceName,
} from './eventbridge.ts';

describe('the Amazon EventBridge source', () => {
  it('knows 34 regions and those of China and of the government', () => {
    expect(Object.values(eventBridgeRegions).map(({ length }) => length)).toEqual([34, 2, 2]);
    expect(new Set(allEventBridgeRegions).size).toBe(38);
  });

  it.each(['a', '_genesys', '-sample-eb', 'DA-VOICE-SB', 'a.b', 'x'.repeat(64)])(
    'may end its name with %s, and Amazon takes the whole',
    (suffix) => {
      expect(suffix).toMatch(new RegExp(eventSourceSuffixPattern));
      const name = partnerSourceName('7d2b6b1e-0000-4000-8000-000000000001', suffix);
      expect(name).toMatch(/^aws\.partner(\/[.\-_A-Za-z0-9]+){2,}$/);
      expect(name.length).toBeLessThanOrEqual(256);
    },
  );

  it.each(['', 'a/b', 'ä', 'a b', 'a\n', 'x'.repeat(65)])('refuses the suffix %j', (suffix) => {
    expect(new RegExp(eventSourceSuffixPattern).test(suffix)).toBe(false);
  });

  it.each(['12345678901', '1234567890123', '١٢٣٤٥٦٧٨٩٠١٢', '12345678901x', '123456789012\n'])(
    'refuses the account %j',
    (account) => {
      expect(new RegExp(awsAccountIdPattern).test(account)).toBe(false);
    },
  );
});
