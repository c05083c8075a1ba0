export { type BotTurns, createBotTurns } from './bot-turns.ts';
export { createIntentQueue } from './cancel-intent.queue.ts';
export * from './dialogue.queue.ts';
export * from './dialogue.usecases.ts';
export { createTalkTimers, type FlowBots, flowBot, flowBotKind } from './flows/index.ts';
export { createNewsQueue } from './news.queue.ts';
export { createSays, type Says } from './says.ts';
export { startHandoverHandlers } from './start-handover.operations.ts';
