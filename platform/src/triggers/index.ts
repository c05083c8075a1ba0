export { createTriggerDriver } from './triggers.driver.ts';
export {
  type AutomationFlows,
  type FlowStart,
  type StartResult,
  type TriggerDeps,
  triggerDestinationKind,
} from './triggers.model.ts';
export { triggerHandlers } from './triggers.operations.ts';
export { createTriggerQueue } from './triggers.queue.ts';
