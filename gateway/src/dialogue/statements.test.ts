import { describe, expect, it } from 'vitest';
import { openChat } from '../testing/index.ts';
import { ask, botFlow, say, startFlowWorld } from './flows/flows.fixture.ts';

describe('what a message of a customer costs where no agent was ever asked for', () => {
  /** Looks at the table of handovers that a run of the test leads to. */
  const askedIn = async (
    { main, settle }: Awaited<ReturnType<typeof startFlowWorld>>,
    run: () => Promise<unknown>,
  ) => {
    await settle();
    const statements: string[] = [];
    main.life.statements = statements;
    await run();
    await settle();
    return statements.filter((text) => /\bfrom handover(_survey)? where\b/.test(text));
  };

  it('a bot: the table of handovers is looked at before the bot is asked, and when it has answered', async () => {
    await using world = await startFlowWorld();
    const { base } = await world.endpoint({ handover: false });
    const chat = await openChat(base);
    const asked = await askedIn(world, () => chat.say('hello'));
    expect(await chat.texts()).toContain('hello');
    expect(asked).toHaveLength(2);
  });

  it('a bot flow that does not read where a handover is: before its step alone', async () => {
    await using world = await startFlowWorld();
    const plain = botFlow([ask('Name', 'Who?', { variable: 'name' }), say('Hi', 'Hi {{ name }}.')]);
    const chat = await world.chat(await world.publish('Plain', plain), { handover: false });
    const asked = await askedIn(world, () => chat.say('Ada'));
    expect(await chat.heard()).toEqual(['Who?', 'Hi Ada.']);
    expect(asked).toHaveLength(1);
  });
});
