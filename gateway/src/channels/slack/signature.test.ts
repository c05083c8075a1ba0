import { describe, expect, it } from 'vitest';
import { isSignedBySlack } from './signature.rules.ts';

/** The example of Slack's own page "Verifying requests from Slack". */
const secret = '8f742231b10e8888abcd99yyyzzz85a5';
const timestamp = '1531420618';
const body =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
const signature = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';

const check = (changed: { secret?: string; body?: string; at?: number; signature?: string } = {}) =>
  isSignedBySlack(changed.secret ?? secret, {
    headers: {
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': changed.signature ?? signature,
    },
    body: Buffer.from(changed.body ?? body),
    now: new Date((Number(timestamp) + (changed.at ?? 0)) * 1000),
  });

describe('signatures of Slack', () => {
  it('are those of its published example', () => {
    expect(check()).toBe(true);
    expect(check({ at: 300 })).toBe(true);
  });

  it('count for five minutes, for these bytes and with this secret only', () => {
    expect(check({ at: 301 })).toBe(false);
    expect(check({ at: -301 })).toBe(false);
    expect(check({ body: `${body}&x=1` })).toBe(false);
    expect(check({ secret: `${secret}0` })).toBe(false);
    expect(check({ secret: '' })).toBe(false);
    expect(check({ signature: signature.slice(3) })).toBe(false);
    expect(check({ signature: `${signature}00` })).toBe(false);
  });
});
