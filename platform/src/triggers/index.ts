export { type AutomationFlows, type StartResult, triggerQueue } from './triggers.model.ts';
export { createTriggers } from './triggers.ts';
