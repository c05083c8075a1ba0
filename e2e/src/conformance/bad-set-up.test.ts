import { createHmac } from 'node:crypto';
import { systemIds } from '@tandem/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addChannel, echo } from '../harness/set-up.ts';
import type { TestTandem } from '../harness/tandem.ts';
import { expectRefusal, openRawClient, type RawClient, type Sent } from './raw-client.ts';
import { startSite } from './site.ts';

let site: TestTandem;
let client: RawClient;
beforeAll(async () => {
  // The rule for ports of webhooks is the one an operator starts with.
  site = await startSite({ TANDEM_WEBHOOK_PORT_RULE: '443' });
  client = await openRawClient(site);
});
afterAll(() => site[Symbol.asyncDispose]());

const integrations = '/api/v2/conversations/messaging/integrations/open';
const send: RawClient['json'] = (method, path, body) => client.json(method, path, body);

describe('set-up calls', () => {
  const webhook = {
    name: 'New',
    outboundNotificationWebhookUrl: 'https://example.com/hook',
    outboundNotificationWebhookSignatureSecretToken: 'a long enough secret',
  };
  it.each<[string, number, string, unknown]>([
    ['an integration without name', 400, integrations, { ...webhook, name: undefined }],
    ['an integration with an array as name', 400, integrations, { ...webhook, name: ['x'] }],
    [
      'a URL that is none',
      400,
      integrations,
      { ...webhook, outboundNotificationWebhookUrl: 'not a url' },
    ],
    [
      'a URL with another scheme',
      400,
      integrations,
      { ...webhook, outboundNotificationWebhookUrl: 'file:///etc/passwd' },
    ],
    [
      'a URL with a password',
      400,
      integrations,
      { ...webhook, outboundNotificationWebhookUrl: 'https://a:b@example.com/' },
    ],
    [
      'a short secret',
      400,
      integrations,
      { ...webhook, outboundNotificationWebhookSignatureSecretToken: 'short' },
    ],
    [
      'a header that belongs to the product',
      400,
      integrations,
      { ...webhook, webhookHeaders: { 'X-Hub-Signature-256': 'x' } },
    ],
    [
      'a header with a line break',
      400,
      integrations,
      { ...webhook, webhookHeaders: { A: 'x\r\nB: y' } },
    ],
    ['headers as array', 400, integrations, { ...webhook, webhookHeaders: ['a'] }],
    [
      'a profile that is not there',
      400,
      integrations,
      { ...webhook, supportedContent: { id: systemIds.uuid() } },
    ],
    ['a queue without name', 400, '/api/v2/routing/queues', {}],
    ['a queue with NUL in its name', 400, '/api/v2/routing/queues', { name: 'a\u0000' }],
    [
      'a queue with a wrong prompt',
      400,
      '/api/v2/routing/queues',
      { name: 'Q', acwSettings: { wrapupPrompt: 'MAYBE' } },
    ],
    [
      'a queue with a huge number',
      400,
      '/api/v2/routing/queues',
      { name: 'Q', mediaSettings: { message: { alertingTimeoutSeconds: 1e30 } } },
    ],
    ['a flow of an unknown type', 400, '/api/v2/flows', { name: 'F', type: 'SOMETHING' }],
    ['a user with a bad address', 400, '/api/v2/users', { name: 'U', email: 'nobody' }],
    [
      'a client with an unknown grant',
      400,
      '/api/v2/oauth/clients',
      { name: 'C', authorizedGrantType: 'WISHES' },
    ],
    [
      'a client whose tokens live for ever',
      400,
      '/api/v2/oauth/clients',
      { name: 'C', authorizedGrantType: 'CODE', accessTokenValiditySeconds: 1e12 },
    ],
  ])('%s is refused with %i', async (_what, status, path, body) => {
    const listed = async () => (await site.admin.ok<{ total: number }>('GET', path)).total;
    const before = await listed();
    expectRefusal(await send('POST', path, body), status);
    expect(await listed()).toBe(before);
  });

  it('names the field that is wrong', async () => {
    const sent = await send('POST', '/api/v2/routing/queues', { name: ['x'] });
    expect(sent.body).toMatchObject({ details: [{ fieldName: 'name' }] });
  });

  it('a webhook URL in a private range is refused, naming the setting and what to add', async () => {
    const before = (await site.admin.ok<{ total: number }>('GET', integrations)).total;
    for (const host of ['10.1.2.3', '192.168.0.1', '169.254.169.254', '[::1]', '[fd00::1]']) {
      const sent = await send('POST', integrations, {
        ...webhook,
        outboundNotificationWebhookUrl: `https://${host}/hook`,
      });
      expectRefusal(sent, 400);
      expect(sent.body['message']).toContain('TANDEM_EGRESS_ALLOW');
      expect(sent.body['message']).toContain(host.replace(/^\[(.*)\]$/, '$1'));
    }
    expect((await site.admin.ok<{ total: number }>('GET', integrations)).total).toBe(before);
  });

  it('a webhook URL beside port 443 is refused by default, naming the setting', async () => {
    for (const url of ['http://example.com/hook', 'https://example.com:8443/hook']) {
      const sent = await send('POST', integrations, {
        ...webhook,
        outboundNotificationWebhookUrl: url,
      });
      expectRefusal(sent, 400);
      expect(sent.body['message']).toContain('TANDEM_WEBHOOK_PORT_RULE=any');
    }
  });
});

describe('the webhook receiver of the handover', () => {
  const path = '/handover/genesysCloudOM';
  const secret = 'the secret of the handover';
  let integrationId: string;
  beforeAll(async () => {
    integrationId = await addChannel(site.admin, {
      name: 'Under test',
      actions: echo,
      receiver: { url: 'https://example.com/hook', secret: 'the secret of the platform' },
    });
    await site.admin.ok('POST', '/tandem/gateway/endpoints', {
      name: 'Receiver',
      bot: { kind: 'demo' },
      handover: {
        kind: 'genesys-cloud-open-messaging',
        settings: {
          host: site.url,
          deploymentName: 'Under test',
          clientId: 'x',
          clientSecret: 'x',
          webhookSecret: secret,
        },
      },
    });
  });
  const hook = () => ({
    id: systemIds.hex32(),
    type: 'Text',
    text: 'x',
    direction: 'Outbound',
    channel: {
      id: integrationId,
      to: { id: 'x' },
      from: { id: 'y' },
      time: '2026-01-01T00:00:00.000Z',
    },
  });
  const deliver = (body: string, headers: Record<string, string> = {}) =>
    client.raw('POST', path, { body, headers });
  const sign = (body: string, key: string) =>
    `sha256=${createHmac('sha256', key).update(body).digest('base64')}`;

  it.each<[string, () => Promise<Sent>]>([
    ['no signature', () => deliver(JSON.stringify(hook()))],
    [
      'a wrong signature',
      () => deliver(JSON.stringify(hook()), { 'x-hub-signature-256': sign('x', 'y') }),
    ],
    [
      'a signature that is none',
      () => deliver(JSON.stringify(hook()), { 'x-hub-signature-256': 'sha256=' }),
    ],
    [
      'an unknown tenant',
      () =>
        deliver(JSON.stringify({ ...hook(), channel: { id: systemIds.uuid() } }), {
          'x-hub-signature-256': sign('x', secret),
        }),
    ],
    ['malformed JSON', () => deliver('{"id":', { 'x-hub-signature-256': sign('{"id":', secret) })],
    ['an array', () => deliver('[]', { 'x-hub-signature-256': sign('[]', secret) })],
    ['no body', () => deliver('')],
  ])('refuses %s', async (_what, sent) => {
    expectRefusal(await sent());
  });
});

describe('the token endpoint', () => {
  const form = async (body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${site.url}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  it.each([
    ['nothing', '', {}],
    ['an unknown grant', 'grant_type=wishes', {}],
    [
      'a code that is none',
      'grant_type=authorization_code&code=x&redirect_uri=x&client_id=tandem-console&code_verifier=x',
      {},
    ],
    [
      'a refresh token that is none',
      'grant_type=refresh_token&refresh_token=x&client_id=tandem-console',
      {},
    ],
    [
      'credentials that are no base64',
      'grant_type=client_credentials',
      { authorization: 'Basic %%%' },
    ],
    ['NUL as client', 'grant_type=client_credentials&client_id=a%00b&client_secret=x', {}],
    [
      'a very long client',
      `grant_type=client_credentials&client_id=${'x'.repeat(5000)}&client_secret=x`,
      {},
    ],
  ])('refuses %s in its own three words', async (_what, body, headers) => {
    const sent = await form(body, headers);
    expect(sent.status).toBeGreaterThanOrEqual(400);
    expect(sent.status).toBeLessThan(500);
    expect(sent.body).toEqual({
      error: expect.any(String),
      description: expect.any(String),
      error_description: sent.body['description'],
    });
  });
});
