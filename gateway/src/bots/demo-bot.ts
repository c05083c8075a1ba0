import type { HttpClient } from '@tandem/kit';
import { emptyHandover } from './bot-answer.rules.ts';
import type { BotAnswer, BotBackend, BotMessage, BotTurn } from './bots.model.ts';
import { type DemoTexts, demoTexts } from './demo-bot.texts.ts';

type DemoDeps = {
  readonly http: HttpClient;
  /** Where the demo's order system is served, such as `http://127.0.0.1:8080`. */
  readonly lookupBase: () => string;
};

const say = (text: string, quickReplies: BotMessage['quickReplies'] = []): BotMessage => ({
  text,
  quickReplies,
  attachments: [],
});

/** A human is offered only where one can be had. */
const menu = (texts: DemoTexts, { canHandOver }: BotTurn): BotMessage['quickReplies'] =>
  [texts.order, texts.hours, ...(canHandOver ? [texts.agent] : [])].map((title) => ({
    title,
    value: title,
  }));

const answer = (...messages: BotMessage[]): BotAnswer => ({ messages, handover: null });

const lookUp = async (deps: DemoDeps, turn: BotTurn, orderId: string): Promise<string> => {
  const texts = demoTexts(turn.locale);
  const { timeoutMs, signal } = turn;
  const url = `${deps.lookupBase()}/demo/orders/${encodeURIComponent(orderId)}`;
  try {
    const response = await deps.http.request({ method: 'GET', url, timeoutMs, signal });
    if (response.status === 404) return texts.orderUnknown(orderId);
    if (response.status !== 200) return texts.lookupFailed;
    const order = JSON.parse(response.body.toString('utf8')) as { status: string; arrives: string };
    const status = texts.status[order.status] ?? order.status;
    return texts.orderFound(orderId, status, order.arrives);
  } catch {
    return texts.lookupFailed;
  }
};

/** Titles of buttons and any word of the other languages ask for a human too. */
const asksForAgent = (text: string, texts: DemoTexts) =>
  text === texts.agent || texts.agentWords.test(text) || /^agent$/i.test(text);

const reply = async (deps: DemoDeps, turn: BotTurn, text: string): Promise<BotAnswer> => {
  const texts = demoTexts(turn.locale);
  if (asksForAgent(text, texts) && !turn.canHandOver)
    return answer(say(texts.alone, menu(texts, turn)));
  if (asksForAgent(text, texts))
    return { messages: [say(texts.handover)], handover: { ...emptyHandover, reason: text } };
  const orderId = /\b(\d{3,10})\b/.exec(text)?.[1];
  if (orderId) return answer(say(await lookUp(deps, turn, orderId), menu(texts, turn)));
  if (text === texts.hours || texts.hoursWords.test(text))
    return answer(say(texts.openingHours, menu(texts, turn)));
  if (text === texts.order || texts.orderWords.test(text)) return answer(say(texts.askOrder));
  return answer(say(turn.canHandOver ? texts.fallback : texts.fallbackAlone, menu(texts, turn)));
};

/** The bot of the demonstration: greets, offers quick replies, looks an order up over HTTP, hands over. */
export const createDemoBot = (deps: DemoDeps): BotBackend => ({
  kind: 'demo',
  label: 'Demo bot',
  fields: [],
  async answer(turn) {
    const texts = demoTexts(turn.locale);
    const { input } = turn;
    if (input.kind === 'start') return answer(say(texts.greeting, menu(texts, turn)));
    if (input.kind === 'message') return reply(deps, turn, input.text?.trim() ?? '');
    if (input.status === 'completed') return answer(say(texts.back, menu(texts, turn)));
    const nobody = input.status === 'cancelled' && input.reason !== 'user';
    if (input.status === 'error' || nobody) return answer(say(texts.failed, menu(texts, turn)));
    return answer();
  },
});
