import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  type Chat,
  call,
  type FakeConversation,
  type GatewayWorld,
  handOver,
  openChat,
  orgA,
  soon,
  startGatewayWorld,
  stateOf,
  untilState,
} from '../testing/index.ts';

const key = 'QWxsIHlvdXIgY2hhdHMgYXJlIG92ZXI=';
const detectors = ['socket', 'eventBridge', 'trigger'] as const;
type Detector = (typeof detectors)[number];

type Site = {
  readonly world: GatewayWorld;
  readonly chat: Chat;
  readonly detector: Detector;
};

/** A chat of an endpoint that believes one detector. */
const begin = async (world: GatewayWorld, detector: Detector): Promise<Site> => {
  const settings = { endDetector: detector, eventKey: key };
  const { base } = await world.endpoint({ name: crypto.randomUUID(), settings });
  return { world, chat: await openChat(base), detector };
};

const eventOf = (conversation: FakeConversation, topic: string, id: string) => ({
  ...{ version: '0', id, source: `aws.partner/genesys.com/cloud/x/${orgA}` },
  'detail-type': `v2.detail.events.conversation.{id}.${topic}`,
  detail: {
    eventBody: {
      ...{ conversationId: conversation.id, mediaType: 'MESSAGE', messageType: 'OPEN' },
      ...{ addressTo: conversation.integration.id, addressFrom: conversation.customerId },
    },
  },
});

const triggerOf = (conversation: FakeConversation, topic: string, eventId: string) => ({
  ...{ eventId, topic: `v2.detail.events.conversation.id.${topic}` },
  ...{ userId: conversation.customerId, conversationId: conversation.id },
});

/** One way in which word of an end, or of what looks like one, may come. */
const words = ['eventBridge', 'trigger', 'socket', 'poll'] as const;
type Word = {
  readonly by: (typeof words)[number];
  readonly topic: 'customer.end' | 'user.end' | 'acw';
  readonly id: number;
  readonly proved: boolean;
};
const word: fc.Arbitrary<Word> = fc.record({
  by: fc.constantFrom(...words),
  topic: fc.constantFrom('customer.end', 'user.end', 'acw'),
  // Few ids: many come twice.
  id: fc.integer({ min: 1, max: 3 }),
  proved: fc.boolean(),
});
const burst = fc.array(word, { minLength: 3, maxLength: 8 });

/** Says it; what is sent without proof, or by another than the chosen detector, is refused. */
const tell = async (
  { world, chat, detector }: Site,
  conversation: FakeConversation,
  { by, topic, id, proved }: Word,
): Promise<void> => {
  const isOpen = async () => (await stateOf(world, chat))?.end_reason === null;
  if (by === 'socket') return world.fake.emit(conversation, topic);
  if (by === 'poll') {
    await world.db.query('update handover set next_check_at = now() where ended_at is null');
    return world.main.gateway.watchRound();
  }
  const name = `${conversation.id}-${id}`;
  const of = by === 'eventBridge' ? eventOf : triggerOf;
  const { status } = await call(`${world.main.origin}/handover/genesysCloudOM`, {
    ...{ method: 'POST', body: of(conversation, topic, name) },
    headers: proved ? { authorization: key } : {},
  });
  if (proved && by === detector) expect(status).toBe(200);
  // Of a handover that has ended nobody asks for a key any more: everything is acknowledged, and does nothing.
  else expect((await isOpen()) ? [403] : [200, 403]).toContain(status);
};

const tellAll = (site: Site, conversation: FakeConversation, all: readonly Word[]) =>
  Promise.all(all.map((one) => tell(site, conversation, one)));

const ends = async ({ world, chat }: Site) =>
  (
    await world.db.query<{ reason: string | null }>(
      `select h.end_reason as reason from handover h join session s on s.id = h.session
       where s.conversation_id = $1 and h.ended_at is not null order by h.ordinal`,
      [chat.conversationId],
    )
  ).map(({ reason }) => reason);

const completions = async ({ chat }: Site) =>
  (await chat.events('handoff.status')).filter(
    ({ value }) => (value as { state?: string }).state === 'completed',
  ).length;

type Story = {
  readonly detector: Detector;
  readonly threading: boolean;
  readonly before: readonly Word[];
  readonly between: readonly Word[];
  readonly ending: readonly Word[];
  readonly late: readonly Word[];
};

/** Declined, taken, transferred, taken again, ended; handed over anew while word of the first end still comes. */
const live = async (world: GatewayWorld, story: Story): Promise<void> => {
  const { fake } = world;
  fake.threading = story.threading;
  const site = await begin(world, story.detector);
  const first = await handOver(world, site.chat);
  fake.decline(first, fake.alert(first, 'Ada'));
  await tellAll(site, first, story.before);
  const agent = fake.accept(first, 'Grace');
  await fake.say(first, 'hello');
  fake.transfer(first, agent);
  await tellAll(site, first, story.between);
  expect(await ends(site)).toEqual([]);
  fake.accept(first, 'Linus');
  await fake.say(first, 'hello again');
  expect(await stateOf(world, site.chat)).toMatchObject({ state: 'active', end_reason: null });
  await Promise.all([
    tellAll(site, first, story.between),
    fake.finish(first),
    tellAll(site, first, story.ending),
  ]);
  await world.db.query('update handover set next_check_at = now() where ended_at is null');
  await untilState(site.chat, 'completed');
  expect(await ends(site)).toEqual(['agent']);

  const second = await handOver(world, site.chat);
  await tellAll(site, first, story.late);
  fake.accept(second, 'Joan');
  await fake.say(second, 'third time');
  await tellAll(site, first, story.late);
  expect(await stateOf(world, site.chat)).toMatchObject({ state: 'active', end_reason: null });
  fake.finish(second);
  await Promise.all([tellAll(site, second, story.ending), tellAll(site, first, story.late)]);
  await world.db.query('update handover set next_check_at = now() where ended_at is null');
  await vi.waitFor(async () => expect(await ends(site)).toEqual(['agent', 'agent']), soon);
  expect(await completions(site)).toBe(2);
};

describe('however often, late and mixed up an end is told', () => {
  it.each(detectors)(
    'it is one end, with %s as the detector',
    async (detector) => {
      await using world = await startGatewayWorld();
      world.fake.state.queues.push({ id: '11111111-1111-4111-8111-111111111111', name: 'Support' });
      world.addIntegration('Tandem');
      const stories = fc.record({
        ...{ detector: fc.constant(detector), threading: fc.boolean() },
        ...{ before: burst, between: burst, ending: burst, late: burst },
      });
      await fc.assert(
        fc.asyncProperty(stories, (story) => live(world, story)),
        { numRuns: 5, endOnFailure: true },
      );
      expect(world.fake.state.violations).toEqual([]);
    },
    120_000,
  );
});
