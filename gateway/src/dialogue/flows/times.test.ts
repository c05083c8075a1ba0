import { describe, expect, it } from 'vitest';
import { act, ask, botFlow, say, startFlowWorld } from './flows.fixture.ts';

const pause = (id: string, seconds: number) => act(id, 'wait', { duration: seconds });

describe('times of a bot flow', () => {
  it('waits; what is said meanwhile is heard afterwards, in order', async () => {
    await using world = await startFlowWorld();
    const flow = await world.publish(
      'Slow',
      botFlow(
        [
          pause('Rest', 60),
          ask('A', 'First?', { variable: 'a' }),
          ask('B', 'Second?', { variable: 'b' }),
          say('End', '{{ a }} {{ b }}'),
        ],
        { variables: ['a', 'b'] },
      ),
    );
    const chat = await world.chat(flow, { handover: false });
    expect(await chat.tell('one')).toEqual([]);
    expect(await chat.tell('two')).toEqual([]);
    await world.later(59);
    expect(await chat.heard()).toEqual([]);
    await world.later(2);
    expect(await chat.heard()).toEqual(['First?', 'Second?', 'one two']);
  });

  it('asks only so long', async () => {
    await using world = await startFlowWorld();
    const flow = await world.publish(
      'Impatient',
      botFlow(
        [
          ask('A', 'Who?', { variable: 'name', timeout: 30 }),
          say('In', 'Hi'),
          say('Late', 'Too late'),
        ],
        {
          edges: 'A.next>In A.timeout>Late',
        },
      ),
    );
    const chat = await world.chat(flow, { handover: false });
    await world.later(31);
    expect(await chat.heard()).toEqual(['Who?', 'Too late']);
    const quick = await world.chat(flow, { handover: false, name: 'Quick' });
    expect(await quick.tell('Ada')).toEqual(['Hi']);
    await world.later(60);
    expect(await quick.heard()).toEqual(['Who?', 'Hi']);
  });

  it('reminds a silent customer once, and ends the conversation', async () => {
    await using world = await startFlowWorld();
    const flow = await world.publish(
      'Watchful',
      botFlow([
        act('Watch', 'setInactivity', { after: 30, text: 'Still there?', endAfter: 90 }),
        ask('A', 'Who?', { variable: 'name' }),
        ask('B', 'Hello {{ name }}, and?', { variable: 'name' }),
        say('End', 'Bye'),
      ]),
    );
    const chat = await world.chat(flow, { handover: false });
    await world.later(31);
    expect(await chat.heard()).toEqual(['Who?', 'Still there?']);
    expect(await chat.tell('Ada')).toEqual(['Hello Ada, and?']);
    await world.later(31);
    expect((await chat.heard()).at(-1)).toBe('Still there?');
    await world.later(61);
    expect(await chat.events('tandem.ended')).toMatchObject([{ value: { reason: 'inactivity' } }]);
    expect(await world.executions(flow)).toMatchObject([{ status: 'ended' }]);
    expect(await chat.tell('back')).toEqual(['Who?']);
  });

  it('a run that is stopped by hand says nothing more; the next message begins anew', async () => {
    await using world = await startFlowWorld();
    const flow = await world.publish(
      'Stopped',
      botFlow([ask('A', 'Who?', { variable: 'name', timeout: 30 }), say('B', 'Hi')], {
        edges: 'A.next>B A.timeout>B',
      }),
    );
    const chat = await world.chat(flow, { handover: false });
    const [run] = await world.executions(flow);
    await world.api('POST', `/${flow}/executions/${run?.id}/stop`);
    await world.later(31);
    expect(await chat.heard()).toEqual(['Who?']);
    expect(await chat.tell('Ada')).toEqual(['Who?']);
    expect(await world.executions(flow)).toMatchObject([
      { status: 'waiting' },
      { status: 'stopped' },
    ]);
  });

  it('ends with its endpoint having another bot by the time it is due', async () => {
    await using world = await startFlowWorld();
    const flow = await world.publish(
      'Left',
      botFlow([ask('A', 'Who?', { variable: 'name', timeout: 30 })]),
    );
    const chat = await world.chat(flow, { handover: false });
    const [{ id } = { id: '' }] = await world.db.query<{ id: string }>('select id from endpoint');
    const body = { name: 'Chat', bot: { kind: 'demo' } };
    await world.admin(`/endpoints/${id}`, { method: 'PUT', body });
    await world.later(31);
    expect(await world.executions(flow)).toMatchObject([{ status: 'stopped' }]);
    expect(await chat.tell('opening hours')).toEqual([expect.stringContaining('Monday')]);
  });

  it('a customer who leaves ends the run; who comes back begins anew', async () => {
    await using world = await startFlowWorld();
    const flow = await world.publish('Leaver', botFlow([ask('A', 'Who?', { variable: 'name' })]));
    const chat = await world.chat(flow, { handover: false });
    await chat.post({ type: 'endOfConversation', from: { id: 'me' } });
    await world.settle();
    expect(await world.executions(flow)).toMatchObject([{ status: 'ended' }]);
    expect(await chat.tell('back')).toEqual(['Who?']);
  });
});
