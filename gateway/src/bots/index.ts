export * from './bot-answer.rules.ts';
export * from './bots.model.ts';
export * from './demo-bot.ts';
export * from './demo-orders.ts';
export * from './webhook-bot.ts';
