export { createIntentQueue } from './cancel-intent.queue.ts';
export * from './dialogue.queue.ts';
export * from './dialogue.usecases.ts';
export { createTalkTimers, type FlowBots, flowBot, flowBotKind } from './flows/index.ts';
export { createSays, type Says } from './says.ts';
