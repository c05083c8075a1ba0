export { flowBot } from './flow-bot.ts';
export { findBot, ofEndpoint } from './flow-calls.ts';
export { type FlowBots, type FlowDialogueDeps, flowBotKind } from './flow-talk.model.ts';
export { createTalkTimers } from './flow-timers.ts';
export { dropTalk, takeFlowTurn } from './flow-turn.ts';
