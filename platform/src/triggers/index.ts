export type { AutomationFlows, FlowStart, StartResult } from './triggers.model.ts';
export { createTriggers, type Triggers } from './triggers.ts';
