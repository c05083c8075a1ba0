import { compileFlow } from '@tandem/flows';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ThreadState } from '../conversations/index.ts';
import type { StoredThread } from '../threads/index.ts';
import type { FlowAnswer } from './flow-answer.ts';
import { action, flowOf, request, response, say } from './flow-runs.fixture.ts';
import type { InputPayload } from './inbound.types.ts';
import { type InputWork, stepThread } from './input.step.ts';
import type { IntegrationConfig } from './integration-config.ts';

const at = '2026-01-01T00:00:00.000Z';
const customer = {
  id: 'ada',
  idType: 'Opaque',
  nickname: null,
  firstName: null,
  lastName: null,
  image: null,
};

/** Asks, looks up what was said, says it, for ever. */
const document = flowOf(
  [
    action('ask', 'waitForInput', { variable: 'answer', timeout: 60 }),
    request('http'),
    say('echo', '{{ answer }}'),
  ],
  {
    variables: [{ name: 'answer', type: 'String' }],
    edges: [
      { from: 'echo', outlet: 'next', to: 'ask' },
      { from: 'ask', outlet: 'timeout', to: 'ask' },
    ],
  },
);
const { flow } = compileFlow(document, { published: true });
if (!flow) throw new Error('no flow');

const surroundings = {
  config: {
    id: 'i',
    name: 'I',
    flow: { id: 'f', name: 'F', version: 1, flow },
  } as never as IntegrationConfig,
  directory: { queue: () => null, skill: () => null, language: () => null },
  flows: { find: () => null, get: () => null, missed: () => null },
  receipts: 'failed' as const,
  now: new Date(at),
};

/** A thread that is fed inputs, as its lane does it. */
const startThread = () => {
  const echoes: string[] = [];
  const awaited: { run: string; effect: string; waitsFor: string }[] = [];
  let state: ThreadState | null = null;
  let ids = 0;
  const feed = (payloads: readonly InputPayload[]): void => {
    const work = payloads.map((payload): InputWork => {
      ids += 1;
      return { org: 'o', queue: 'input', part: 0, lane: 1, id: ids, attempts: 0, payload };
    });
    const stored: StoredThread = {
      org: 'o',
      thread: 1,
      part: 0,
      integrationId: 'i',
      conversationId: 'c',
      conversationEndedAt: null,
      customer,
      state,
    };
    const { change, taken } = stepThread(stored, work, { surroundings, timers: {} });
    expect(taken).toBe(payloads.length);
    if (!change) return;
    // What is stored is JSON.
    state = JSON.parse(JSON.stringify(change.after)) as ThreadState;
    echoes.push(...change.messages.map(({ body }) => (body as { text: string }).text));
    const saved = change.after.flow;
    if (saved) awaited.push({ run: saved.run, effect: saved.effect, waitsFor: saved.waitsFor });
  };
  return { echoes, awaited, feed, flow: () => state?.flow ?? null };
};

const messageOf = (n: number): InputPayload => ({
  kind: 'message',
  conversation: 'c',
  integration: 'i',
  messageId: `message ${n}`,
  at,
  text: String(n),
  attributes: null,
  refused: null,
  correlationId: 'x',
});

const answerTo = ({ run, effect }: { run: string; effect: string }): FlowAnswer => ({
  kind: 'flow',
  conversation: 'c',
  integration: 'i',
  run,
  effect,
  at,
  correlationId: null,
  answer: { input: response({}) },
});

const timerOf = ({ run, effect }: { run: string; effect: string }): InputPayload => ({
  timer: 'flow',
  data: { run, effect, at, conversation: 'c' },
});

/** What comes next: words, the answer or timer that is due, or one of an earlier wait once more. */
const acts = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant({ kind: 'say' as const, back: 0 }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('answer' as const), back: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('timer' as const), back: fc.nat(5) }) },
  ),
  { maxLength: 40 },
);

describe('a run under any order of words, answers and timers', () => {
  it('hears every word once and in order, and takes nothing that it does not wait for', () => {
    fc.assert(
      fc.property(acts, fc.array(fc.integer({ min: 1, max: 4 })), (order, batches) => {
        const thread = startThread();
        let said = 0;
        let held: InputPayload[] = [messageOf(said)];
        let batch = 0;
        const flush = () => {
          if (held.length > 0) thread.feed(held);
          held = [];
        };
        flush();
        for (const { kind, back } of order) {
          const of = thread.awaited.at(-1 - back);
          if (kind === 'say') {
            said += 1;
            held.push(messageOf(said));
          } else if (of) held.push(kind === 'answer' ? answerTo(of) : timerOf(of));
          if (held.length >= (batches[batch % (batches.length || 1)] ?? 1)) {
            flush();
            batch += 1;
          }
        }
        flush();
        // Everything that is open is answered in the end.
        for (let left = 0; thread.flow()?.waitsFor === 'call' && left < 100; left += 1)
          thread.feed([answerTo(thread.awaited.at(-1) as { run: string; effect: string })]);
        const words = Array.from({ length: said }, (_, n) => String(n + 1));
        expect(thread.echoes).toEqual(words);
        expect(thread.flow()).toMatchObject({ waitsFor: 'message', pending: [] });
      }),
      { numRuns: 300 },
    );
  });
});
