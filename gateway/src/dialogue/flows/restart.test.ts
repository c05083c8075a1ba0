import { describe, expect, it } from 'vitest';
import { startOptions, untilEnded } from './options.fixture.ts';

describe('where a flow goes on after a handover', () => {
  it('begins anew when the agent has finished, and once', async () => {
    const made = await startOptions({ afterwards: 'restart', endedText: 'Bye.' });
    await using world = made.world;
    const { chat, begin } = made;
    const conversation = await begin();
    world.fake.accept(conversation, 'Grace');
    await world.fake.say(conversation, 'Hi.');
    world.fake.finish(conversation);
    await untilEnded(made);
    await world.settle();
    expect((await chat.heard()).slice(-2)).toEqual(['Bye.', 'What is it about?']);
    // The same news again, as after a crash behind the answer: the new run goes on, and no third begins.
    await world.db.query(
      `insert into lane_work (org, queue, part, lane, payload)
       select s.org, 'gateway.dialogue', s.part, s.id, json_build_object('kind', 'handover', 'handover', h.id,
         'version', h.version, 'status', 'completed', 'reason', 'agent')
       from handover h join session s on s.id = h.session`,
    );
    await world.settle();
    expect((await chat.heard()).at(-1)).toBe('What is it about?');
    expect((await chat.heard()).filter((text) => text === 'What is it about?')).toHaveLength(2);
    await begin('and a chair');
    expect(world.fake.state.inbound.at(-1)?.text).toContain('and a chair');
  });

  it('goes on at its exit where the customer cancelled', async () => {
    const made = await startOptions({ afterwards: 'restart', cancelPhrases: 'stop' });
    await using _world = made.world;
    await made.begin();
    expect(await made.chat.tell('stop')).toEqual(['Changed: user', 'Anything else?']);
  });
});
