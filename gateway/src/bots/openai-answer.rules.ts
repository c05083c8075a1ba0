import { isFields, listOf, textOf } from '@tandem/kit';
import { emptyHandover, readBotAnswer, toHandover } from './bot-answer.rules.ts';
import { type BotAnswer, BotFailure, type BotMessage, type HandoverAsk } from './bots.model.ts';

const text = { type: 'string' } as const;

const handoverTool = {
  type: 'function',
  function: {
    name: 'handover',
    description: 'Hands the conversation over to a human agent.',
    parameters: {
      type: 'object',
      properties: {
        reason: { ...text, description: 'Why, in one sentence for the agent.' },
        summary: {
          ...text,
          description: 'What the customer wants and what was done so far, in a few sentences.',
        },
        queue: { ...text, description: 'Name of the queue, only where you were told one.' },
        language: { ...text, description: 'Language the agent has to speak.' },
        skills: { type: 'array', items: text, description: 'Skills the agent needs.' },
        priority: { type: 'integer', description: 'Higher is more urgent.' },
      },
      required: ['reason'],
    },
  },
} as const;

const choicesTool = {
  type: 'function',
  function: {
    name: 'offer_choices',
    description: 'Says a text and shows buttons below it, one of which the customer may press.',
    parameters: {
      type: 'object',
      properties: {
        text: { ...text, description: 'What is said above the buttons.' },
        choices: {
          type: 'array',
          items: {
            type: 'object',
            properties: { title: text, value: text },
            required: ['title'],
          },
        },
      },
      required: ['text', 'choices'],
    },
  },
} as const;

/** The tools a model may call; the one for a handover only where there is somebody to hand over to. */
export const toolsFor = (canHandOver: boolean) =>
  canHandOver ? [choicesTool, handoverTool] : [choicesTool];

const mostChoices = 20;

/** Arguments of a call; a model that spells them wrong has called the tool all the same. */
const argumentsOf = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
};

export type ToolCall = { readonly name: string; readonly given: unknown };

const callsOf = (message: Readonly<Record<string, unknown>>): readonly ToolCall[] =>
  listOf(message['tool_calls']).flatMap((call) => {
    const called = isFields(call) ? call['function'] : null;
    const name = isFields(called) ? textOf(called['name']) : null;
    return isFields(called) && name ? [{ name, given: argumentsOf(called['arguments']) }] : [];
  });

/** A text, or the texts among parts of several kinds. */
const contentOf = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : listOf(content)
        .map((part) => (isFields(part) ? (textOf(part['text']) ?? '') : ''))
        .join('');

const choicesOf = ({ given }: ToolCall): readonly BotMessage[] => {
  if (!isFields(given)) return [];
  const quickReplies = listOf(given['choices']).slice(0, mostChoices);
  return readBotAnswer({ messages: [{ text: given['text'], quickReplies }] }).messages;
};

const handoverOf = (calls: readonly ToolCall[]): HandoverAsk | null => {
  const call = calls.find(({ name }) => name === 'handover');
  if (!call) return null;
  const given = isFields(call.given) ? call.given : {};
  const { reason, summary, queue, language, skills, priority } = given;
  return toHandover({ reason, summary, queue, language, skills, priority }) ?? emptyHandover;
};

/** Buttons of a call that says nothing itself belong to the text beside it. */
const messagesOf = (said: string, offers: readonly BotMessage[]): readonly BotMessage[] => {
  const [first, ...others] = offers;
  const alone = { text: said || null, quickReplies: [], attachments: [] };
  if (!said) return offers;
  if (!first || (first.text && first.text !== said)) return [alone, ...offers];
  return [{ ...first, text: said }, ...others];
};

/**
 * What a model says and which tools it calls.
 * @throws BotFailure when it is no answer of a chat model
 */
export const readModelMessage = (
  completion: unknown,
): { readonly said: string; readonly calls: readonly ToolCall[] } => {
  const choice = isFields(completion) ? listOf(completion['choices'])[0] : null;
  const message = isFields(choice) ? choice['message'] : null;
  if (!isFields(message)) throw new BotFailure('the answer is no chat completion', false);
  const said = (contentOf(message['content']) || contentOf(message['refusal'])).trim();
  return { said, calls: callsOf(message) };
};

/**
 * Reads a chat completion. A handover counts only where one was offered.
 * @throws BotFailure when the model neither says anything nor calls a tool it was offered
 */
export const readCompletion = (completion: unknown, canHandOver: boolean): BotAnswer => {
  const { said, calls } = readModelMessage(completion);
  const offers = calls.filter(({ name }) => name === 'offer_choices').flatMap(choicesOf);
  const messages = messagesOf(said, offers);
  const handover = canHandOver ? handoverOf(calls) : null;
  if (messages.length === 0 && !handover) throw new BotFailure('the model answered nothing', true);
  return { messages, handover };
};
