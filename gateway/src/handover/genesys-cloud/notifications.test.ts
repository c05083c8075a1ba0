import { createTestClock, type Log, silentLog, type TestClock } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import type { Heard } from '../provider.model.ts';
import type { ApiRequest, GenesysClient } from './client.ts';
import { conversationSubject, queueSubject } from './notification-topics.ts';
import { createNotificationFeed, maxChannels, maxSubjects } from './notifications.ts';

type Channel = { topics: Set<string>; say: (topic: string) => void; cut: () => void };

/** Channels as the contact centre keeps them: 1 000 topics each, and a topic of one kind may be refused. */
const startChannels = (clock: TestClock, refuses = (_topic: string) => false) => {
  const channels: Channel[] = [];
  const calls: ApiRequest[] = [];
  const request: GenesysClient['request'] = async (call) => {
    calls.push(call);
    if (call.path.endsWith('/channels')) {
      channels.push({ topics: new Set(), say: () => {}, cut: () => {} });
      const id = String(channels.length - 1);
      return { status: 200, text: '', body: { id, connectUri: `wss://x/${id}` } };
    }
    const index = Number(/channels\/(\d+)\//.exec(call.path)?.[1]);
    const channel = channels[index] as Channel;
    const wanted = (call.body as { id: string }[]).map(({ id }) => id);
    const granted = wanted.filter((topic) => !refuses(topic));
    const topics = new Set([...(call.method === 'PUT' ? [] : channel.topics), ...granted]);
    if (topics.size > 1000) return { status: 400, text: '', body: {} };
    channel.topics = topics;
    const entities = wanted.map((id) => ({ id, state: refuses(id) ? 'Rejected' : 'Permitted' }));
    return { status: 200, text: '', body: { entities } };
  };
  const sockets = {
    async connect(url: string) {
      const channel = channels[Number(url.split('/').at(-1))] as Channel;
      let onClose = () => {};
      channel.cut = () => onClose();
      return {
        send: () => {},
        close: () => {},
        onMessage: (hear: (text: string) => void) => {
          channel.say = (topicName) => hear(JSON.stringify({ topicName, eventBody: {} }));
        },
        onClose: (run: () => void) => {
          onClose = run;
        },
      };
    },
    close: async () => {},
  };
  const client: GenesysClient = { key: 'k', request, token: async () => 't' };
  const log: Log = silentLog;
  const feed = createNotificationFeed({ client, sockets, clock, log } as Parameters<
    typeof createNotificationFeed
  >[0]);
  return { feed, channels, calls };
};

const settled = async (clock: TestClock) => {
  for (let n = 0; n < 20; n += 1) await clock.advance(10);
};
const ids = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => conversationSubject(`c${from + n}`));

describe('notification channels', () => {
  it('share the subjects among them within their limit of topics; the rest is polled and nothing flaps', async () => {
    const clock = createTestClock();
    const { feed, channels, calls } = startChannels(clock);
    const all = ids(maxChannels * maxSubjects + 100);
    const stops = all.map((subject) => feed.watch(subject, () => {}));
    await settled(clock);
    expect(channels).toHaveLength(maxChannels);
    expect(channels.every(({ topics }) => topics.size <= 1000)).toBe(true);
    expect(all.filter(feed.isLive)).toEqual(all.slice(0, maxChannels * maxSubjects));
    const before = calls.length;
    await clock.advance(60_000);
    expect(calls).toHaveLength(before);
    // Room that becomes free goes to those that wait.
    for (const stop of stops.slice(0, 100)) stop();
    await settled(clock);
    expect(all.slice(100).every(feed.isLive)).toBe(true);
    expect(channels).toHaveLength(maxChannels);
  });

  it('forget what nobody wants any more before they are full', async () => {
    const clock = createTestClock();
    const { feed, channels } = startChannels(clock);
    feed.watch(conversationSubject('stays'), () => {});
    for (let round = 0; round < 8; round += 1) {
      const stops = ids(100, round * 100).map((subject) => feed.watch(subject, () => {}));
      await settled(clock);
      expect(ids(100, round * 100).every(feed.isLive)).toBe(true);
      for (const stop of stops) stop();
    }
    expect(channels).toHaveLength(1);
    expect(feed.isLive(conversationSubject('stays'))).toBe(true);
  });

  it('come back alone when one is cut, and say that something may have happened', async () => {
    const clock = createTestClock();
    const { feed, channels } = startChannels(clock);
    const heard: string[] = [];
    const hearer = (name: string) => (what: Heard) => void heard.push(`${name} ${what}`);
    feed.watch(conversationSubject('a'), hearer('a'));
    feed.watch(queueSubject('q'), hearer('q'));
    await settled(clock);
    channels[0]?.say('v2.routing.queues.q.conversations.messages');
    channels[0]?.say('v2.detail.events.conversation.a.user.end');
    expect(heard).toEqual(['a joined', 'q joined', 'q changed', 'a changed']);
    channels[0]?.cut();
    expect(feed.isLive(conversationSubject('a'))).toBe(false);
    await clock.advance(2_000);
    await settled(clock);
    expect(channels).toHaveLength(2);
    expect(heard.slice(4)).toEqual(['a joined', 'q joined']);
    feed.close();
  });

  it('ask once for what is refused', async () => {
    const clock = createTestClock();
    const { feed, calls } = startChannels(clock, (topic) => topic.includes('queues'));
    feed.watch(queueSubject('q'), () => {});
    feed.watch(conversationSubject('a'), () => {});
    await settled(clock);
    const before = calls.length;
    feed.watch(conversationSubject('b'), () => {});
    await settled(clock);
    expect(feed.isLive(queueSubject('q'))).toBe(false);
    expect(feed.isLive(conversationSubject('b'))).toBe(true);
    expect(calls.slice(before).flatMap(({ body }) => JSON.stringify(body))).toHaveLength(1);
    expect(JSON.stringify(calls.at(-1)?.body)).not.toContain('queues');
  });
});
