import { describe, expect, it } from 'vitest';
import { isTimelySigned } from './timed-signature.rules.ts';

describe('the signature of deliveries', () => {
  it('is the HMAC of timestamp, dot and body, as openssl computes it', () => {
    // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac 'it is a secret of tests'
    const hex = 'db249ce5177b7629a702145ebbf04f9929b3180cd49ab684d8582d25ddbd30f1';
    const headers = { t: '1700000000', s: `sha256=${hex}` };
    const names = { timestamp: 't', signature: 's' };
    const given = { secret: 'it is a secret of tests', rawBody: Buffer.from('{"a":1}'), names };
    const at = (seconds: number) => new Date((1_700_000_000 + seconds) * 1000);
    expect(isTimelySigned({ ...given, headers, now: at(299) })).toBe(true);
    expect(isTimelySigned({ ...given, headers, now: at(301) })).toBe(false);
    expect(isTimelySigned({ ...given, headers: { ...headers, t: '1700000001' }, now: at(0) })).toBe(
      false,
    );
  });
});
