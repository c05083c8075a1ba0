import type { Activity } from '@tandem/contract';
import { systemClock } from '@tandem/kit';
import { expect, it, vi } from 'vitest';
import { call, handOver, openChat, soon, startGatewayWorld } from '../testing/index.ts';
import { noLimits } from './limits.rules.ts';

const follow = (url: string, address = '192.0.2.1') =>
  fetch(url, { redirect: 'manual', headers: { 'x-test-address': address } });

/** The first frame of a socket that holds activities. */
const firstSet = (streamUrl: string) =>
  new Promise<{ activities: Activity[] }>((resolve, reject) => {
    const socket = new WebSocket(streamUrl);
    socket.onerror = () => reject(new Error('no socket'));
    socket.onmessage = ({ data }) => {
      if (data === '') return;
      socket.close();
      resolve(JSON.parse(String(data)));
    };
  });

const fileIn = (activities: readonly Activity[]) =>
  activities.findLast(({ attachments }) => attachments)?.attachments?.[0]?.contentUrl ?? '';

it('files of agents in a history have addresses that are signed anew whenever it is read', async () => {
  // Only the time of day is moved: an address ends by it.
  const moved = { ms: 0 };
  const clock = { ...systemClock, now: () => new Date(Date.now() + moved.ms) };
  const limits = { perAddress: { ...noLimits, history: 5 }, perEndpoint: noLimits };
  await using world = await startGatewayWorld({ clock, chat: { limits } });
  world.fake.state.queues.push({ id: '11111111-1111-4111-8111-111111111111', name: 'Support' });
  world.addIntegration('Tandem');
  const { base } = await world.endpoint();
  const started = await call<{ conversationId: string; token: string; visitor: string }>(
    `${base}/v3/directline/conversations`,
    { method: 'POST', body: {} },
  );
  const { conversationId, visitor, token } = started.body;
  const chat = await openChat(base, { token });
  expect(chat.conversationId).toBe(conversationId);
  const conversation = await handOver(world, chat);
  world.fake.accept(conversation, 'Grace');
  const contentOf = (until: number, host = 'https://media.example') => [
    {
      contentType: 'Attachment',
      attachment: {
        ...{ mediaType: 'Image', mime: 'image/png', filename: 'label.png' },
        url: `${host}/api/v2/downloads/7?until=${until}`,
      },
    },
  ];
  const body = { ...world.fake.webhookBody(conversation, 'Your label'), content: contentOf(1) };
  expect(await world.fake.deliver(conversation, body)).toBe(200);
  await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toBe('Your label'), soon);
  const path = `${base}/v3/directline/visitor/conversations/${conversationId}/activities`;
  const read = async () => {
    const history = await call<{ activities: Activity[] }>(path, { token: visitor });
    return fileIn(history.body.activities);
  };
  // What has just come is good as it is.
  expect(fileIn(await chat.activities())).toContain('https://media.example/');
  const first = await read();
  expect(new URL(first).origin).toBe(world.main.origin);
  // The contact centre shows it to the gateway under an address of its own: the customer's stays the one of before.
  world.fake.state.messages.set(String(body.id), {
    normalizedMessage: { ...body, content: contentOf(2, 'http://127.0.0.1:1') },
  });
  const leads = await follow(first);
  expect([leads.status, leads.headers.get('location')]).toEqual([
    ...[302, 'https://media.example/api/v2/downloads/7?until=2'],
  ]);
  world.fake.state.messages.clear();
  expect((await follow(first)).headers.get('location')).toContain('until=1');
  expect((await follow(first.replace(/\/0\/(\d+)\//, '/1/$1/'))).status).toBe(403);
  // What signs this address opens nothing at that of stored files.
  const [, text = ''] = /agent\/(.+)\/[\w-]+$/.exec(new URL(first).pathname) ?? [];
  const stored = encodeURIComponent(`agent ${text.split('/').map(decodeURIComponent).join(' ')}`);
  const signature = new URL(first).pathname.split('/').at(-1);
  const elsewhere = `${world.main.origin}/v3/directline/attachments/${stored}/${signature}`;
  expect((await follow(elsewhere)).status).toBe(403);
  // Who has an address does not make us ask at will.
  const many = [];
  for (let n = 0; n < 6; n += 1) many.push((await follow(first, '192.0.2.2')).status);
  expect(many).toEqual([302, 302, 302, 302, 302, 429]);
  moved.ms = 25 * 3600_000;
  expect((await follow(first)).status).toBe(403);
  expect((await follow(await read())).status).toBe(302);
  // Whoever goes on with the conversation gets the same, from the stream as well as by asking.
  const resumed = await call<{ token: string; streamUrl: string }>(
    path.replace(/activities$/, 'resume'),
    { method: 'POST', token: visitor },
  );
  const later = await openChat(base, { token: resumed.body.token });
  for (const set of [
    await firstSet(resumed.body.streamUrl),
    { activities: await later.activities() },
  ]) {
    const address = fileIn(set.activities);
    expect(new URL(address).origin).toBe(world.main.origin);
    expect((await follow(address, '192.0.2.3')).status).toBe(302);
  }
});
