export type { AutomationFlows, FlowHead, PublishedFlow } from './automation.model.ts';
export { type Automation, type AutomationOptions, createAutomation } from './automation.ts';
export { createGatewayAutomation } from './gateway-automation.ts';
export { automationSealedColumns } from './sealed-columns.ts';
