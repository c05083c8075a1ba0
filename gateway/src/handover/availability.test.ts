import { describe, expect, it, vi } from 'vitest';
import {
  allPermissions,
  handOver,
  openChat,
  supportQueue as queue,
  soon,
  startServedWorld,
  stateOf,
  untilState,
} from '../testing/index.ts';

const observations = 'POST /api/v2/analytics/queues/observations/query';

const ready = async (permissions = allPermissions) => {
  const world = await startServedWorld({ permissions });
  const chat = async (settings: Record<string, unknown> = {}) =>
    openChat(
      (
        await world.endpoint({
          name: JSON.stringify(settings),
          settings: { checkAvailability: true, ...settings },
        })
      ).base,
    );
  return { world, chat };
};

describe('the check that somebody is there', () => {
  it('keeps the conversation with the bot when nobody is on queue', async () => {
    const { world, chat: open } = await ready();
    await using _world = world;
    world.fake.state.onQueue['NOT_RESPONDING'] = 2;
    const chat = await open();
    await chat.say('agent');
    await untilState(chat, 'failed');
    expect((await chat.events('handoff.status')).at(-1)?.value).toMatchObject({
      status: 'failed',
      reason: 'Nobody is on queue.',
    });
    expect(await stateOf(world, chat)).toEqual({ state: 'failed', end_reason: 'noAgents' });
    await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain('nobody can'), soon);
    expect(world.fake.state.inbound).toEqual([]);
    world.fake.state.onQueue['IDLE'] = 1;
    await handOver(world, chat);
    expect(world.fake.state.violations).toEqual([]);
  });

  it('hands over where somebody is busy, and where it cannot be told', async () => {
    const { world, chat: open } = await ready();
    await using _world = world;
    world.fake.state.onQueue['INTERACTING'] = 1;
    await handOver(world, await open());
    await handOver(world, await open({ queue: '' }));
    await handOver(world, await open({ skills: ['chess'] }));
    const blind = await ready(
      new Set([...allPermissions].filter((name) => !/queueObservation|routing/.test(name))),
    );
    await using _blind = blind.world;
    await handOver(blind.world, await blind.chat({ queue: queue.id }));
  });

  const member = (status: string, skills: string[], languages: string[] = []) => ({
    routingStatus: { status },
    user: {
      skills: skills.map((name) => ({ name, proficiency: 3 })),
      languages: languages.map((name) => ({ name, proficiency: 3 })),
    },
  });

  it('looks for the skills and the language that are asked for', async () => {
    const { world, chat: open } = await ready();
    await using _world = world;
    world.fake.state.onQueue['IDLE'] = 1;
    const { members } = world.fake.state;
    members.push(member('IDLE', ['Billing'], ['German']));
    members.push(member('OFF_QUEUE', ['Billing', 'Chess'], ['Turkish']));
    const refused = async (settings: object) => {
      const chat = await open({ ...settings });
      await chat.say('agent');
      await untilState(chat, 'failed');
      expect((await chat.events('handoff.status')).at(-1)?.value).toMatchObject({
        reason: 'Nobody with the skills asked for is on queue.',
      });
    };
    await refused({ skills: ['billing', 'chess'] });
    await refused({ skills: ['Billing'], language: 'turkish' });
    expect(world.fake.state.inbound).toEqual([]);
    await handOver(world, await open({ skills: [' BILLING '], language: 'german' }));
    // A name that nobody has may be one of the flow over there.
    await handOver(world, await open({ skills: ['Billing'], language: 'de' }));
    members[1] = member('INTERACTING', ['Billing', 'Chess'], ['Turkish']);
    await handOver(world, await open({ skills: ['chess'], language: 'Turkish' }));
    expect(world.fake.state.violations).toEqual([]);
  });

  it('asks for no skills where the queue does not', async () => {
    const { world, chat: open } = await ready();
    await using _world = world;
    world.fake.state.onQueue['IDLE'] = 1;
    world.fake.state.members.push(member('OFF_QUEUE', ['Chess']), member('IDLE', []));
    Object.assign(world.fake.state.queues[0] ?? {}, { skillEvaluationMethod: 'NONE' });
    await handOver(world, await open({ skills: ['chess'] }));
  });

  it('is not made unless it is asked for', async () => {
    const { world, chat: open } = await ready();
    await using _world = world;
    await handOver(world, await open({ checkAvailability: false }));
    const before = world.fake.state.requests.indexOf(observations);
    const sent = world.fake.state.requests.findIndex((each) => each.endsWith('/open/message'));
    expect(before === -1 || before > sent).toBe(true);
  });
});
