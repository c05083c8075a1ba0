import { systemClock, systemIds } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { fakesClient } from '../../testing/index.ts';
import type { OpenChannel } from '../channels.model.ts';
import { createWhatsAppChannel } from './adapter.ts';

/** The example that Meta's own SDK is tested with (WhatsApp/WhatsApp-Nodejs-SDK, `utils.test.ts`, `jest.config.ts`). */
const published = {
  secret: 'TEST_APP_SECRET',
  body: 'test',
  signature: 'sha256=0c61947b610d4f45e65f3d680e26027121ec2413e77598bcb6cfc6e0d9888221',
};

/**
 * A delivery as Meta sends it, other characters escaped. Signed by `generateXHub256Sig` of Meta's SDK; the npm package
 * whatsapp-api-js 6.3.0 (`verifyRequestSignature`) takes the signature and refuses it for the changed body.
 */
const appSecret = 'd6fbe3b9d9a8e1f0c2a47b1e55a90c13';
const body = String.raw`{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"J\u00fcrgen \ud83d\udc4b"},"wa_id":"16505551234"}],"messages":[{"from":"16505551234","id":"wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdCNTg5RjY1MDMyNTk0RkQ5RQA=","timestamp":"1749416383","type":"text","text":{"body":"Gr\u00fc\u00dfe"}}]},"field":"messages"}]}]}`;
const signature = 'sha256=20842a4f2441d6cf30ebf9c103bfb8a904517204fdecee418aab06908826319b';

const http = fakesClient();
const adapter = createWhatsAppChannel({
  ...{ http, fileHttp: http, clock: systemClock, ids: systemIds },
});
const verify = (text: string, header: unknown, secret = appSecret) => {
  const part = { secrets: { appSecret: secret }, settings: {} };
  return adapter.verify({ part } as unknown as OpenChannel, {
    ...{ rawBody: Buffer.from(text), body: null, query: {}, now: systemClock.now() },
    headers: { 'x-hub-signature-256': header as string },
  });
};

describe('signatures of Meta', () => {
  it('are those of its published example', () => {
    const { secret, signature: given } = published;
    expect(verify(published.body, given, secret)).toBe(true);
    expect(verify(published.body, given, `${secret}0`)).toBe(false);
    expect(verify(`${published.body}s`, given, secret)).toBe(false);
  });

  it('are taken over the very bytes, in hex with their prefix', () => {
    expect(verify(body, signature)).toBe(true);
    expect(verify(`${body} `, signature)).toBe(false);
    expect(verify(body.replace(String.raw`\u00fc`, 'ü'), signature)).toBe(false);
    expect(verify(body, signature.slice('sha256='.length))).toBe(false);
    const base64 = Buffer.from(signature.slice(7), 'hex').toString('base64');
    expect(verify(body, `sha256=${base64}`)).toBe(false);
    expect(verify(body, undefined)).toBe(false);
  });
});
