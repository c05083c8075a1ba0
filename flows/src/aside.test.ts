import { describe, expect, it } from 'vitest';
import {
  action,
  compiled,
  failing,
  flowOf,
  note,
  now,
  number,
  path,
  resume,
  start,
  surroundings,
} from './flows.fixture.ts';
import type { FlowStep } from './run.model.ts';

const people = (settings = {}) => action('people', 'handOverToAgent', settings);
const bot = (parts: Parameters<typeof flowOf>[0]) =>
  compiled(flowOf({ kind: 'bot', variables: [path, number], ...parts }));

const news = (outlet: string, data = {}) => ({ kind: 'result', outlet, data }) as const;
const told = (step: FlowStep) => step.effects.at(-1);
const pathOf = ({ state }: FlowStep) => state.variables['path'];

describe('branches beside a handover', () => {
  const flow = bot({
    actions: [people({ timeout: 60 }), note('queued', 'q'), note('active', 'a'), note('end', '.')],
    edges: 'people.queued>queued people.active>active people.next>end',
  });

  it('the effect names the news that lead somewhere', () => {
    expect(told(start(flow))).toMatchObject({ kind: 'handOver', tells: ['queued', 'active'] });
    const plain = bot({ actions: [people(), note('end', '.')], edges: 'people.next>end' });
    expect(told(start(plain))).not.toHaveProperty('tells');
  });

  it('run as often as there is news, wait on for the same handover and are left with it', () => {
    const first = start(flow);
    const asked = told(first)?.id;
    let step = resume(flow, first.state, { input: { ...news('queued'), effect: asked } as never });
    step = resume(flow, step.state, { input: news('queued') });
    step = resume(flow, step.state, { input: news('active') });
    expect(told(step)).toEqual({
      ...{ kind: 'awaitHandover', id: expect.any(String), handover: asked },
      tells: ['queued', 'active'],
    });
    expect(step.state.frames).toHaveLength(1);
    const over = resume(flow, step.state, { input: news('next') });
    expect(over.outcome).toEqual({ status: 'ended' });
    expect(pathOf(over)).toBe('qqa.');
    expect(over.state.frames).toEqual([]);
  });

  it('the time that is left is what the handover has not waited yet', () => {
    const first = start(flow);
    const queued = resume(flow, first.state, { input: news('queued', { waitedMs: 20_000 }) });
    expect(told(queued)).toMatchObject({ timeoutMs: 40_000 });
    const later = { ...surroundings, now: new Date(now.getTime() + 90_000) };
    const again = resume(flow, queued.state, { input: news('queued'), surroundings: later });
    expect(told(again)).toMatchObject({ timeoutMs: 0 });
    const late = resume(flow, again.state, { input: { kind: 'timer' } });
    expect(late).toMatchObject({ outcome: { status: 'ended' }, state: { frames: [] } });
  });

  it('where something follows by itself when nobody comes, the handover keeps the time', () => {
    const following = bot({
      actions: [people({ timeout: 60, onFail: 'message' }), note('queued', 'q')],
      edges: 'people.queued>queued',
    });
    const first = start(following);
    expect(told(first)).not.toHaveProperty('timeoutMs');
    const step = resume(following, first.state, { input: news('queued') });
    expect(told(step)).toMatchObject({ kind: 'awaitHandover' });
    expect(told(step)).not.toHaveProperty('timeoutMs');
  });

  it('an error ends the branch alone, whatever handles errors outside', () => {
    const fragile = bot({
      actions: [
        action('try', 'tryCatch'),
        people(),
        failing('bad'),
        note('caught', 'caught'),
        note('end', '.'),
      ],
      edges: 'try.try>people try.catch>caught people.active>bad people.next>end',
      onError: 'caught',
    });
    const step = resume(fragile, start(fragile).state, { input: news('active'), trace: true });
    expect(told(step)).toMatchObject({ kind: 'awaitHandover' });
    expect(step.trace.find(({ error }) => error)).toMatchObject({ action: 'bad' });
    expect(pathOf(resume(fragile, step.state, { input: news('next') }))).toBe('.');
  });

  it('the step that fails itself is caught outside of its branches', () => {
    const step = resume(flow, start(flow).state, { input: news('active') });
    const failed = { kind: 'failed', code: 'odd', message: 'Odd.' } as const;
    expect(resume(flow, step.state, { input: failed }).outcome).toMatchObject({
      ...{ status: 'failed', code: 'odd' },
    });
  });

  it('a loop around the handover is not left from beside it', () => {
    const looping = bot({
      actions: [
        action('loop', 'while', { left: '{{ n }}', operator: 'equals', right: '0' }),
        people(),
        action('out', 'leaveLoop'),
        note('end', '.'),
      ],
      edges: 'loop.body>people people.active>out loop.done>end',
    });
    const step = resume(looping, start(looping).state, { input: news('active'), trace: true });
    expect(step.trace.at(-1)).toMatchObject({ action: 'people' });
    expect(step.trace.find(({ error }) => error)?.error).toMatchObject({ code: 'loop.none' });
    expect(told(step)).toMatchObject({ kind: 'awaitHandover' });
  });
});
