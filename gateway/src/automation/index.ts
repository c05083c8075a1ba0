export type {
  AutomationFlows,
  FlowHead,
  NewRun,
  Run,
  RunLabel,
  SavedState,
} from './automation.model.ts';
export { type Automation, type AutomationOptions, createAutomation } from './automation.ts';
export { triggersClient } from './executions.wire.ts';
export { createGatewayAutomation, flowsOf, noCalls } from './gateway-automation.ts';
export type { IncomingEvents } from './incoming-events.ts';
export { flowGone, tellLog, withLogLines } from './run.queue.ts';
export { endOf, tellEnd, type Written, writtenStep } from './run-commit.ts';
export { changeRun, findRunOfSession, insertRun, type RunChange } from './runs.store.ts';
export { automationSealedColumns } from './sealed-columns.ts';
export { createSealing, type Sealing } from './sealing.ts';
export { labelled, prepareRun } from './start-run.usecases.ts';
export { insertTrace } from './trace.store.ts';
