export { type CopilotUse, parseCopilotLimits } from './copilot.limits.ts';
export { type Copilot, createCopilot } from './copilot.ts';
export type { FindFrames } from './frames.ts';
export { copilotSealedColumns } from './sealed-columns.ts';
export { endpointsWithCopilotFlow } from './workspaces.store.ts';
