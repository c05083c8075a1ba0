import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type DestinationDeadLetter,
  type EventDestination,
  type Listing,
  destinationOperations as operations,
} from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { expect, it } from 'vitest';
import { appendEvents } from '../event-log.ts';
import { EventUnreadable, eventsMigrations, type RenderEvents } from '../index.ts';
import { createDestinationsNode, known, renderKnown } from './destinations.fixture.ts';

const [orgA, orgB] = [derivedUuid('organisation a'), derivedUuid('organisation b')];

/** Knows events of a type only where it is told to. */
const renderer = (knows: { tomorrow: boolean; trouble?: Error }): RenderEvents => {
  return async (events, wanted) => {
    if (knows.trouble) throw knows.trouble;
    if (!knows.tomorrow && events.some(({ type }) => type === 'tomorrow'))
      throw new EventUnreadable('Events of the type tomorrow are not known here.');
    return renderKnown(events, wanted);
  };
};

const startReceiver = async () => {
  const got: unknown[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { detail } = JSON.parse(Buffer.concat(chunks).toString());
    got.push(detail.eventBody.n);
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    got,
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

it('events that an older node does not know are dead letters, and sent once one does', async () => {
  await using db = await testDatabase({ migrations: [eventsMigrations], max: 10 });
  await using receiver = await startReceiver();
  const trouble = Object.assign(new Error('statement timeout'), { code: '57014' });
  const knows = { tomorrow: false };
  const node = createDestinationsNode(db, { render: renderer(knows) });
  await node.destinations.start();
  try {
    const { id } = await node.call<EventDestination>(operations.postEventDestinations, {
      org: orgA,
      body: {
        ...{ name: 'one', kind: 'webhook', topics: [known], settings: { url: receiver.url } },
        secrets: {
          secret: { kind: 'insecure', value: `whsec_${Buffer.alloc(24, 'k').toString('base64')}` },
        },
      },
    });
    const of = (org: string) => ({ org, params: { destinationId: id } });
    await db.transaction((tx) =>
      appendEvents(
        tx,
        ['today', 'tomorrow', 'today'].map((type, n) => ({
          ...{ org: orgA, type, key: 'one key', data: { n } },
        })),
      ),
    );
    await expect.poll(() => receiver.got).toEqual([0, 2]);
    const letters = async () =>
      (
        await node.call<Listing<DestinationDeadLetter>>(
          operations.getEventDestinationDeadLetters,
          of(orgA),
        )
      ).entities;
    await expect.poll(letters).toMatchObject([{ code: 'event.unreadable' }]);
    const redrive = (org = orgA) =>
      node.call(operations.postEventDestinationDeadLettersRedrive, { ...of(org), body: {} });
    await expect(redrive(orgB)).rejects.toMatchObject({ status: 404 });
    expect(await redrive()).toEqual({ redriven: 0 });
    expect(await letters()).toMatchObject([{ dateRedriven: null }]);
    Object.assign(knows, { tomorrow: true, trouble });
    await expect(redrive()).rejects.toBe(trouble);
    expect(await letters()).toMatchObject([{ dateRedriven: null }]);
    Object.assign(knows, { trouble: undefined });
    expect(await redrive()).toEqual({ redriven: 1 });
    await expect.poll(() => receiver.got).toEqual([0, 2, 1]);
  } finally {
    await node.stop();
  }
});
