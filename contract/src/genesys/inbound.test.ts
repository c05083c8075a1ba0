import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import {
  CreateQueueRequest,
  OAuthClientRequest,
  OpenInboundNormalizedMessage,
  OpenInboundNormalizedReceipt,
  OpenIntegrationRequest,
} from '../index.ts';

const from = { id: 'customer-1', idType: 'Opaque' };
const channel = { from, time: '2026-01-02T03:04:05.000Z' };

describe('inbound open message', () => {
  it('takes id types in any case and refuses others', () => {
    const accepts = (idType: string) =>
      Value.Check(OpenInboundNormalizedMessage, {
        channel: { ...channel, from: { ...from, idType } },
      });
    expect(['Email', 'email', 'OPAQUE', 'phone'].map(accepts)).toEqual([true, true, true, true]);
    expect(accepts('Fax')).toBe(false);
  });

  it('takes custom attributes in the channel and refuses objects in the top-level metadata', () => {
    const customAttributes = { queueId: 'q' };
    const inChannel = { channel: { ...channel, metadata: { customAttributes } }, text: 'Hi' };
    expect(Value.Check(OpenInboundNormalizedMessage, inChannel)).toBe(true);
    const onTop = { channel, text: 'Hi', metadata: { customAttributes } };
    expect(Value.Check(OpenInboundNormalizedMessage, onTop)).toBe(false);
  });

  it('takes the extra fields real clients send', () => {
    const body = {
      channel: { ...channel, platform: 'Open', type: 'Private', to: { id: 'integration' } },
      type: 'Text',
      direction: 'Inbound',
      text: 'Hi',
    };
    expect(Value.Check(OpenInboundNormalizedMessage, body)).toBe(true);
  });

  it('refuses a time that is none', () => {
    const body = { channel: { ...channel, time: 'yesterday' }, text: 'Hi' };
    expect(Value.Check(OpenInboundNormalizedMessage, body)).toBe(false);
  });
});

describe('documented limits', () => {
  it('refuses a receipt with a status that is none', () => {
    const receipt = {
      id: 'm',
      channel: { to: { id: 'c' }, time: channel.time },
      status: 'Delivered',
    };
    expect(Value.Check(OpenInboundNormalizedReceipt, receipt)).toBe(true);
    expect(Value.Check(OpenInboundNormalizedReceipt, { ...receipt, status: 'Lost' })).toBe(false);
  });

  it('asks for more than 15 characters of webhook secret', () => {
    const integration = (secret: string) => ({
      name: 'Shop',
      outboundNotificationWebhookUrl: 'https://example.org/hook',
      outboundNotificationWebhookSignatureSecretToken: secret,
    });
    expect(Value.Check(OpenIntegrationRequest, integration('x'.repeat(15)))).toBe(false);
    expect(Value.Check(OpenIntegrationRequest, integration('x'.repeat(16)))).toBe(true);
  });

  it('bounds the lifetime of tokens', () => {
    const client = (accessTokenValiditySeconds: number) => ({
      name: 'Gateway',
      authorizedGrantType: 'CLIENT-CREDENTIALS',
      accessTokenValiditySeconds,
    });
    expect(
      [299, 300, 172800, 172801].map((s) => Value.Check(OAuthClientRequest, client(s))),
    ).toEqual([false, true, true, false]);
  });

  it('refuses an unknown value of an enum and takes an echoed read-only field', () => {
    expect(Value.Check(CreateQueueRequest, { name: 'Q', skillEvaluationMethod: 'SOME' })).toBe(
      false,
    );
    expect(
      Value.Check(CreateQueueRequest, { name: 'Q', id: 'q', memberCount: 3, selfUri: '/' }),
    ).toBe(true);
  });
});
