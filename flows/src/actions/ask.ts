import { compileLinearRegex } from '../linear-regex.ts';
import type { FlowFrame } from '../run.model.ts';
import type { ActionContext, ActionDefinition, ActionResult } from './action.types.ts';
import { integer, regex, template } from './fields.ts';
import { contentFields, contentOf } from './rich-content.ts';
import { awaitMessage, inputFields, takeMessage } from './wait-for-input.ts';

const question = (context: ActionContext, setting: string): ActionResult => {
  const content = contentOf(context);
  return {
    effects: [
      { kind: 'sendResponse', text: context.text(setting), ...(content ? { content } : {}) },
      awaitMessage(context),
    ],
    goTo: 'wait',
  };
};

/** Longest answer a pattern is tried on. */
const longestAnswer = 4096;

const isAccepted = ({ raw, caches }: ActionContext, answer: string): boolean => {
  const pattern = raw('pattern');
  if (typeof pattern !== 'string' || pattern === '') return true;
  const compiled = caches.once('pattern', () => compileLinearRegex(pattern));
  return answer.length <= longestAnswer && (compiled?.matchesWhole(answer.trim()) ?? false);
};

const attemptsOf = (frame: FlowFrame | null): number => (frame?.kind === 'while' ? frame.turns : 0);

const again = (context: ActionContext): ActionResult => {
  const attempts = attemptsOf(context.frame) + 1;
  if (attempts > (context.number('retries') ?? 0)) return { goTo: leaving(context, 'noMatch') };
  return {
    ...question(context, context.text('retryText') === '' ? 'text' : 'retryText'),
    // The turns of the question survive the wait as a loop of the action itself.
    stay: { kind: 'while', at: context.id, turns: attempts },
  };
};

const leaving = ({ frame }: ActionContext, outlet: string) =>
  frame ? { outlet, leave: true as const } : { outlet };

/** Asks a question and takes the answer; an answer that does not match the pattern is asked for again. */
export const ask: ActionDefinition = {
  type: 'ask',
  kinds: ['bot'],
  group: 'bot',
  label: 'Ask',
  fields: [
    template('text', 'Question', { required: true, multiline: true }),
    ...contentFields,
    ...inputFields,
    regex('pattern', 'Answer must match'),
    template('retryText', 'Asked again with', { multiline: true }),
    integer('retries', 'Asked again at most', { min: 0, max: 10, default: 2 }),
  ],
  outlets: ['next', 'timeout', 'noMatch'],
  heeded: ({ pattern = '' }) => (pattern === '' ? [] : ['noMatch']),
  outputs: [
    { name: 'text', type: 'String' },
    { name: 'payload', type: 'String' },
  ],
  progresses: true,
  run: (context) => question(context, 'text'),
  resume: (context, input) => {
    if (input.kind === 'message' && !isAccepted(context, input.text)) return again(context);
    const taken = takeMessage(context, input);
    if (!taken || typeof taken.goTo !== 'object' || !('outlet' in taken.goTo)) return taken;
    return { ...taken, goTo: leaving(context, taken.goTo.outlet) };
  },
};
