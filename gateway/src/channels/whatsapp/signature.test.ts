import { systemClock, systemIds } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { fakesClient } from '../../testing/index.ts';
import type { OpenChannel } from '../channels.model.ts';
import { createWhatsAppChannel } from './adapter.ts';

/**
 * A delivery as Meta sends it, other characters escaped. Signed with OpenSSL; the npm package whatsapp-api-js 6.3.0
 * (`verifyRequestSignature`) takes the signature and refuses it for the changed body.
 */
const appSecret = 'd6fbe3b9d9a8e1f0c2a47b1e55a90c13';
const body = String.raw`{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"J\u00fcrgen \ud83d\udc4b"},"wa_id":"16505551234"}],"messages":[{"from":"16505551234","id":"wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdCNTg5RjY1MDMyNTk0RkQ5RQA=","timestamp":"1749416383","type":"text","text":{"body":"Gr\u00fc\u00dfe"}}]},"field":"messages"}]}]}`;
const signature = 'sha256=20842a4f2441d6cf30ebf9c103bfb8a904517204fdecee418aab06908826319b';

const channel = { part: { secrets: { appSecret }, settings: {} } } as unknown as OpenChannel;
const http = fakesClient();
const adapter = createWhatsAppChannel({
  ...{ http, fileHttp: http, clock: systemClock, ids: systemIds },
});
const verify = (text: string, header: unknown) =>
  adapter.verify(channel, {
    ...{ rawBody: Buffer.from(text), body: null, query: {}, now: systemClock.now() },
    headers: { 'x-hub-signature-256': header as string },
  });

describe('signatures of Meta', () => {
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
