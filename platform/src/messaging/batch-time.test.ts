import { inboundMessagesOperations, openMessagingOperations } from '@tandem/contract';
import type { FlowDocument } from '@tandem/flows';
import { testClock } from '@tandem/kit/testing';
import type { CommittedWork } from '@tandem/lanes';
import { afterEach, describe, expect, it } from 'vitest';
import { action, flowOf, say, talk } from './flow-runs.fixture.ts';
import {
  greeting,
  type MessagingFixture,
  message,
  secret,
  startMessaging,
} from './messaging.fixture.ts';

const heavyMs = 150;

/** Answers with the text of the message; looking the queue up is what takes time in these tests. */
const heavy: FlowDocument = flowOf([
  say('echo', '{{ message.text }}'),
  action('look', 'transferToAcd', { queue: 'takes its time' }),
]);

describe('a batch of steps that take long', () => {
  let m: MessagingFixture;
  afterEach(() => m[Symbol.asyncDispose]());

  /** Nothing runs before `release`, which hands all over as one batch in the order of acceptance. */
  const startHeld = async () => {
    let steppedMs = 0;
    const held: CommittedWork[] = [];
    const commits: string[][] = [];
    const queue = () => {
      steppedMs += heavyMs;
      return null;
    };
    const none = () => null;
    let isHeld = true;
    m = await startMessaging({
      inDoubt: () => true,
      clock: { ...testClock(), monotonicMs: () => steppedMs },
      directories: async () => ({ queue, skill: none, language: none }),
      committed: (work) => (isHeld ? void held.push(...work) : m.lanes.committed(work)),
      onChanges: async (_, changes) =>
        void commits.push(changes.map(({ after }) => after.customer.id)),
    });
    const release = async () => {
      isHeld = false;
      m.lanes.committed(held);
      await m.lanes.drained();
    };
    return { commits, release };
  };

  /** A customer of another organisation, whose messages no flow takes. */
  const strangerWrites = async (text: string) => {
    const { body } = await m.stranger<{ id: string }>(
      openMessagingOperations.postConversationsMessagingIntegrationsOpen,
      {
        body: {
          name: 'Elsewhere',
          outboundNotificationWebhookUrl: 'https://192.0.2.1.example/hook',
          outboundNotificationWebhookSignatureSecretToken: secret,
        },
      },
    );
    await m.stranger(inboundMessagesOperations.postConversationsMessageInboundOpenMessage, {
      params: { integrationId: body.id },
      body: message(text, {}, 'bob'),
    });
  };

  it('is committed in parts, and another organisation gets in between', async () => {
    const { commits, release } = await startHeld();
    const slow = await m.integrate(m.publish(heavy));
    const eve = Array.from({ length: 6 }, (_, n) => talk(m, slow, `eve ${n}`));
    for (const one of eve) await one.send('hi');
    await strangerWrites('hello');
    await release();
    expect(commits).toEqual([
      ['eve 0', 'eve 1'],
      ['bob', 'eve 2', 'eve 3'],
      ['eve 4', 'eve 5'],
    ]);
    expect(eve.map((one) => one.heard())).toEqual(eve.map(() => ['hi']));
    expect(await m.db.query('select from lane_work')).toEqual([]);
    expect(m.lanes.figures()).toMatchObject({ owned: 64, deadLetters: 0 });
  });

  it('leaves the rest of a thread to its next turns, in order', async () => {
    const { commits, release } = await startHeld();
    const slow = await m.integrate(m.publish(heavy));
    const eve = talk(m, slow, 'eve');
    for (const text of ['1', '2', '3', '4', '5']) await eve.send(text);
    await strangerWrites('hello');
    await release();
    expect(commits).toEqual([['eve'], ['bob', 'eve'], ['eve']]);
    expect(eve.heard()).toEqual(['1', '2', '3', '4', '5']);
    expect(await m.db.query('select from lane_work')).toEqual([]);
  });
});

describe('a flow that is not cheap', () => {
  let m: MessagingFixture;
  afterEach(() => m[Symbol.asyncDispose]());

  const answers = async () =>
    (await m.db.query("select body->>'text' as text from message where direction = 'outbound'"))
      .length;

  it('is left to the lane, for all customers of its integration', async () => {
    m = await startMessaging();
    const fill = { variable: 'x', value: '{{ range(1, 9000) | join | upper | length }}' };
    const costly = flowOf(
      [action('fill', 'setVariable', { assignments: [fill] }), say('a', 'ok')],
      {
        variables: [{ name: 'x' }],
      },
    );
    const slow = talk(m, await m.integrate(m.publish(costly)), 'eve');
    const quick = talk(m, await m.integrate(m.publish(greeting, { name: 'quick' })), 'bob');
    await m.lanes.stop();
    await slow.send('hi');
    await m.messaging.flush();
    expect(await answers()).toBe(0);
    await quick.send('hi');
    await m.messaging.flush();
    expect(await answers()).toBe(1);
  });
});
