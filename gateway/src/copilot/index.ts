export { type Copilot, createCopilot } from './copilot.ts';
export { copilotSealedColumns } from './sealed-columns.ts';
export { endpointsWithCopilotFlow } from './workspaces.store.ts';
