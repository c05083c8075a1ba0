export * from './bot-answer.rules.ts';
export * from './bots.model.ts';
export * from './demo-bot.ts';
export * from './demo-orders.ts';
export * from './memory.store.ts';
export * from './openai-bot.ts';
export * from './rasa-bot.ts';
export * from './webhook-bot.ts';
