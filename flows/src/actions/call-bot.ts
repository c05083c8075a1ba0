import type { FlowKind, FlowValue } from '../flow.model.ts';
import type { ActionDefinition } from './action.types.ts';
import { extractFrom } from './extract.ts';
import { expression, extraction, integer, resource, rows, template, text } from './fields.ts';
import { troubleOf } from './trouble.ts';

/**
 * Lets a bot talk. It answers by a result: `outlet` is `next`, `handover` where the bot asks for a person, or `failure`;
 * `data` is what it said of the conversation, such as intent and slots.
 */
const callBotOf = (type: string, kind: FlowKind, label: string): ActionDefinition => ({
  type,
  kinds: [kind],
  group: 'bot',
  label,
  fields: [
    resource('bot', 'Bot', { resource: 'bot', required: true }),
    template('text', 'Text', { default: '{{ message.text }}' }),
    rows('inputs', 'Inputs', {
      columns: [text('name', 'Name', { required: true }), expression('value', 'Value')],
    }),
    extraction('results', 'Results'),
    integer('timeoutMs', 'Waits at most (ms)', { min: 1, max: 600_000, default: 10_000 }),
  ],
  outlets: ['next', 'handover', 'failure'],
  outputs: [{ name: 'result', type: 'JSON' }],
  progresses: true,
  run: ({ text: read, rows: list, number }) => ({
    effects: [
      {
        kind: 'callBot',
        bot: read('bot').trim(),
        text: read('text'),
        inputs: Object.fromEntries(
          list('inputs').map((row): [string, FlowValue] => [
            String(row.raw('name')),
            row.value('value'),
          ]),
        ),
        timeoutMs: number('timeoutMs') ?? 10_000,
      },
    ],
    goTo: 'wait',
  }),
  resume: (context, input) => {
    if (input.kind !== 'result') return null;
    const data = input.data ?? null;
    const { values, flags } = extractFrom(context, 'results', data);
    return {
      mapped: values,
      outputs: { result: data },
      flags,
      ...troubleOf(input, { code: 'bot.failed', what: 'The bot did not answer' }),
      goTo: { outlet: input.outlet ?? 'next' },
    };
  },
});

export const callBot = callBotOf('callBot', 'inboundMessage', 'Call Bot');
export const callBotBackend = callBotOf('callBotBackend', 'bot', 'Call Bot Backend');
