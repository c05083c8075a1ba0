import type { FlowValue } from '../flow.model.ts';
import type { FlowInput } from '../run.model.ts';
import type { ActionContext, ActionDefinition, ActionResult } from './action.types.ts';
import { extractFrom } from './extract.ts';
import {
  choice,
  expression,
  extraction,
  integer,
  resource,
  rows,
  template,
  text,
} from './fields.ts';
import { troubleOf } from './trouble.ts';
import { toMs } from './wait.ts';

const ask = ({ text: read, rows: list, number }: ActionContext, words: string) => ({
  kind: 'callBot' as const,
  bot: read('bot').trim(),
  connector: { integration: read('integration').trim(), version: read('version').trim() },
  text: words,
  inputs: Object.fromEntries(
    list('inputs').map((row): [string, FlowValue] => [String(row.raw('name')), row.value('value')]),
  ),
  timeoutMs: number('timeoutMs') ?? 10_000,
});

/** The bot has asked something: the customer's next words go to it. */
const listen = ({ number, raw }: ActionContext): ActionResult => ({
  effects: [
    { kind: 'awaitMessage', timeoutMs: toMs(number('followUp') ?? 12, raw('unit') ?? 'hours') },
  ],
  goTo: 'wait',
});

type Told = Readonly<Record<string, FlowValue>>;

const isTold = (value: FlowValue | undefined): value is Told =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const outputsOf = (told: Told) => ({
  intent: told['intent'] ?? '',
  confidence: told['confidence'] ?? null,
  slots: told['slots'] ?? {},
  attributes: told['attributes'] ?? {},
  result: told,
});

const leave = (context: ActionContext, input: FlowInput & { kind: 'result' }): ActionResult => {
  const told = isTold(input.data) ? input.data : {};
  if (told['botState'] === 'MOREDATA') return listen(context);
  const { values, flags } = extractFrom(context, 'results', told);
  return {
    mapped: values,
    outputs: outputsOf(told),
    flags,
    ...troubleOf(input, { code: 'bot.failed', what: 'The bot did not answer' }),
    goTo: { outlet: input.outlet === 'failure' ? 'failure' : 'completed' },
  };
};

const silent = { botState: 'FAILED', reason: 'The customer did not answer the bot in time.' };

/**
 * Gives the word to a bot of a Genesys Bot Connector until it exits: what it asks goes to the customer, and what the
 * customer says back to it. `completed` when the bot has finished, `failure` when it cannot be asked, fails, or the
 * customer is silent.
 */
export const callBotConnector: ActionDefinition = {
  type: 'callBotConnector',
  kinds: ['inboundMessage'],
  group: 'bot',
  label: 'Call Bot Connector',
  fields: [
    resource('integration', 'Bot integration', { resource: 'botConnector', required: true }),
    text('bot', 'Bot name', {
      required: true,
      suggests: { choices: 'connectorBot', of: { field: 'integration', resource: 'botConnector' } },
    }),
    text('version', 'Bot version'),
    template('text', 'Bot input text', { default: '{{ message.text }}' }),
    rows('inputs', 'Inputs', {
      columns: [text('name', 'Name', { required: true }), expression('value', 'Value')],
    }),
    extraction('results', 'Results'),
    integer('followUp', 'Waits for each reply at most', { min: 1, max: 86_400, default: 12 }),
    choice('unit', 'Unit', {
      ...{ required: true, choices: ['seconds', 'minutes', 'hours'], default: 'hours' },
    }),
    integer('timeoutMs', 'Waits for the bot at most (ms)', {
      ...{ min: 1, max: 60_000, default: 30_000 },
    }),
  ],
  outlets: ['completed', 'failure'],
  outputs: [
    { name: 'intent', type: 'String' },
    { name: 'confidence', type: 'Decimal' },
    { name: 'slots', type: 'JSON' },
    { name: 'attributes', type: 'JSON' },
    { name: 'result', type: 'JSON' },
  ],
  progresses: true,
  run: (context) => ({ effects: [ask(context, context.text('text'))], goTo: 'wait' }),
  resume: (context, input) => {
    if (input.kind === 'result') return leave(context, input);
    if (input.kind === 'message')
      return { effects: [ask(context, input.payload || input.text)], goTo: 'wait' };
    if (input.kind === 'timer')
      return leave(context, { kind: 'result', outlet: 'failure', data: silent });
    return null;
  },
};
