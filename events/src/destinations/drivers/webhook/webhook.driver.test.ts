import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEgressGuard, createHttpClient, parseEgressRule, systemClock } from '@tandem/kit';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeDriver, org, outgoing } from '../destination-driver.suite.ts';
import type { DestinationDriver, OpenDestination } from '../driver.port.ts';
import { webhookKind } from './webhook.driver.ts';

const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`;
const previous = `whsec_${Buffer.from('the secret that was before').toString('base64')}`;
// The library that checks takes a second for a large body.
const patienceMs = 4_000;

type Answer = { status: number; headers?: Record<string, string>; body?: string } | 'hang';

/** A receiver that checks signatures with the library of Standard Webhooks. */
const startReceiver = async () => {
  const receiver = {
    secret,
    got: [] as { headers: IncomingHttpHeaders; body: Record<string, unknown> }[],
    answer: { status: 204 } as Answer,
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    try {
      const parsed = new Webhook(receiver.secret).verify(
        body,
        request.headers as Record<string, string>,
      );
      if (receiver.answer === 'hang') return;
      const { status, headers = {}, body: text = '' } = receiver.answer;
      if (status < 300)
        receiver.got.push({ headers: request.headers, body: parsed as Record<string, unknown> });
      response.writeHead(status, headers).end(text);
    } catch {
      response.writeHead(401).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events?tenant=1`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
};

const kindBehind = (allow: string[]) => {
  const http = createHttpClient({
    guard: createEgressGuard({ allow: allow.map(parseEgressRule) }),
  });
  return { http, kind: webhookKind({ http, clock: systemClock, patienceMs }) };
};
const destinationOf = (url: string, given: Partial<OpenDestination> = {}): OpenDestination => ({
  ...{ id: 'd', org, name: 'one', envelope: 'native', settings: { url }, secrets: { secret } },
  source: { name: `tandem/${org}/orders`, account: '012345678901', region: 'eu-central-1' },
  ...given,
});

type Receiver = Awaited<ReturnType<typeof startReceiver>>;
const numbers = ({ got }: Receiver) =>
  got.map(({ body }) => (body['detail'] as { eventBody: { n: number } }).eventBody.n);

describeDriver('webhook', async () => {
  const receiver = await startReceiver();
  const [open, closed] = [kindBehind(['127.0.0.0/8']), kindBehind([])];
  return {
    ...{ kind: open.kind, guarded: closed.kind, destination: destinationOf(receiver.url) },
    patient: webhookKind({ http: open.http, clock: systemClock }),
    arrived: () => numbers(receiver),
    lock() {
      receiver.secret = previous;
    },
    leave: () => receiver.stop(),
    fallSilent() {
      receiver.answer = 'hang';
    },
    async [Symbol.asyncDispose]() {
      await receiver.stop().catch(() => {});
      await Promise.all([open.http.close(), closed.http.close()]);
    },
  };
});

describe('the driver of signed webhooks', () => {
  let receiver: Receiver;
  let driver: DestinationDriver;
  const { kind, http } = kindBehind(['127.0.0.0/8']);
  const openWith = async (given: Partial<OpenDestination>) => {
    driver = await kind.open(destinationOf(receiver.url, given));
  };
  beforeEach(async () => {
    receiver = await startReceiver();
    await openWith({});
  });
  afterEach(async () => {
    await driver[Symbol.asyncDispose]();
    await receiver.stop();
    void http;
  });

  it('sends the native envelope under the event’s id', async () => {
    await driver.send([outgoing(7)]);
    expect(receiver.got[0]?.headers).toMatchObject({
      ...{ 'webhook-id': outgoing(7).id, 'content-type': 'application/json' },
    });
    expect(receiver.got[0]?.body).toEqual({
      version: '0',
      id: outgoing(7).id,
      'detail-type': 'v2.detail.events.conversation.{id}.customer.end',
      source: `tandem/${org}/orders`,
      account: '012345678901',
      time: '2026-03-19T22:04:48Z',
      region: 'eu-central-1',
      resources: [],
      detail: {
        topicName: outgoing(7).topicName,
        version: '2',
        eventBody: { n: 7, text: 'Grüße, 你好' },
        metadata: { CorrelationId: 'correlation-7' },
        timestamp: '2026-03-19T22:04:48.123Z',
      },
    });
  });

  it('sends CloudEvents 1.0', async () => {
    await openWith({ envelope: 'cloudevents' });
    await driver.send([outgoing(7)]);
    const [{ headers, body } = { headers: {}, body: {} }] = receiver.got;
    expect(headers['content-type']).toBe('application/cloudevents+json');
    expect(body).toMatchObject({
      ...{ specversion: '1.0', id: outgoing(7).id, type: outgoing(7).topic },
      ...{ source: `/tandem/${org}/orders`, subject: outgoing(7).topicName },
      ...{ time: '2026-03-19T22:04:48.123Z', datacontenttype: 'application/json' },
      data: { eventBody: { n: 7 } },
    });
  });

  it.each([
    ['', undefined, 'destination.secret.empty'],
    ['   ', undefined, 'destination.secret.empty'],
    ['plain', undefined, 'destination.secret.form'],
    ['whsec_c2hvcnQ=', undefined, 'destination.secret.form'],
    [secret, '', 'destination.secret.empty'],
    [secret, 'plain', 'destination.secret.form'],
  ])('is not opened with %j and %j, which would sign with nothing', async (one, other, code) => {
    const secrets = { secret: one, ...(other === undefined ? {} : { previousSecret: other }) };
    await expect(openWith({ secrets })).rejects.toMatchObject({ code, status: 400 });
    expect(receiver.got).toEqual([]);
  });

  it('signs with both secrets while one takes over from the other', async () => {
    await openWith({ secrets: { secret, previousSecret: previous } });
    for (const known of [secret, previous]) {
      receiver.secret = known;
      expect(await driver.send([outgoing(1)])).toMatchObject({ outcomes: [{ kind: 'delivered' }] });
    }
  });

  it.each([
    [500, {}, { outcomes: [{ kind: 'retry', code: 'http.500' }] }],
    [503, { 'retry-after': '3' }, { kind: 'unavailable', afterMs: 3_000 }],
    [429, { 'retry-after': '60' }, { kind: 'unavailable', afterMs: 60_000 }],
    [429, {}, { kind: 'unavailable' }],
    [410, {}, { kind: 'denied', code: 'http.410' }],
    [404, {}, { kind: 'denied' }],
    [400, {}, { outcomes: [{ kind: 'refused', code: 'http.400' }] }],
    [413, {}, { outcomes: [{ kind: 'refused' }] }],
    [302, { location: 'http://127.0.0.1:1/' }, { outcomes: [{ kind: 'refused' }] }],
  ])('takes a %i with %j as %j', async (status, headers, result) => {
    receiver.answer = { status, headers };
    expect(await driver.send([outgoing(1)])).toMatchObject(result);
  });
});
