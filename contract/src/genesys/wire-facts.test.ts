import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import {
  ErrorBody,
  handoverMinimumPermissions,
  OutboundWebhook,
  permissions,
  regions,
  standardErrors,
  WebhookEnvelope,
} from '../index.ts';

describe('standard errors', () => {
  it('carry the documented code for each status', () => {
    const codes = Object.values(standardErrors).map(({ status, code }) => `${status} ${code}`);
    expect(codes).toEqual([
      '400 bad.request',
      '400 invalid.date',
      '400 invalid.value',
      '401 authentication.required',
      '401 bad.credentials',
      '401 credentials.expired',
      '403 missing.permissions',
      '403 missing.any.permissions',
      '403 not.authorized',
      '404 not.found',
      '405 method.not.allowed',
      '409 conflict',
      '413 request.entity.too.large',
      '415 unsupported.media.type',
      '429 too.many.requests.retry.after',
      '500 internal.server.error',
      '501 not.implemented',
      '503 service.unavailable',
      '504 request.timeout',
      '504 authentication.request.timeout',
    ]);
  });

  it('fill an error body', () => {
    const { status, code, message } = standardErrors.notFound;
    const body: ErrorBody = { status, code, message, contextId: 'c', details: [], errors: [] };
    expect(Value.Check(ErrorBody, body)).toBe(true);
    expect(Value.Check(ErrorBody, { status, code })).toBe(false);
  });
});

describe('permissions', () => {
  it('are triples, each once, and hold the least a handover needs', () => {
    const names = permissions.map(({ permission }) => permission);
    expect(new Set(names).size).toBe(names.length);
    for (const { permission, domain, entity, action } of permissions)
      expect(permission).toBe(`${domain}:${entity}:${action}`);
    expect(names).toEqual(expect.arrayContaining([...handoverMinimumPermissions]));
  });
});

describe('regions', () => {
  it('are 18 base domains without scheme or prefix', () => {
    expect(new Set(regions.map(({ host }) => host)).size).toBe(18);
    for (const { host } of regions)
      expect(host).toMatch(/^(mypurecloud|[a-z0-9]+\.[a-z-]+)\.[a-z.]+$/);
  });
});

describe('webhook bodies', () => {
  const channel = {
    id: 'integration',
    platform: 'Open',
    type: 'Private',
    messageId: 'm1',
    to: { id: 'customer', idType: 'Opaque' },
    from: { nickname: 'Shop', id: 'integration', idType: 'Opaque' },
    time: '2026-01-02T03:04:05.000Z',
  };
  const cases = {
    text: { type: 'Text', text: 'Hi', direction: 'Outbound', originatingEntity: 'Human' },
    quickReplies: {
      type: 'Structured',
      text: 'Choose',
      content: [{ contentType: 'QuickReply', quickReply: { text: 'A', payload: 'a' } }],
      direction: 'Outbound',
    },
    typing: {
      type: 'Event',
      events: [{ eventType: 'Typing', typing: { type: 'On', duration: 5000 } }],
      direction: 'Outbound',
    },
    receipt: { type: 'Receipt', status: 'Published', isFinalReceipt: true, direction: 'Inbound' },
  };

  it.each(Object.entries(cases))('take a %s', (_, body) => {
    expect([...Value.Errors(OutboundWebhook, { id: 'm1', channel, ...body })]).toEqual([]);
  });

  it('refuse what the vendor does not send, which a receiver still recognises', () => {
    const body = { id: 'm1', channel, type: 'Presence', direction: 'Outbound' };
    expect(Value.Check(OutboundWebhook, body)).toBe(false);
    expect(Value.Check(WebhookEnvelope, body)).toBe(true);
    expect(Value.Check(WebhookEnvelope, { type: 'Text' })).toBe(false);
  });
});
