export type {
  CallThrough,
  ConnectionPort,
  ConnectorSend,
  FlowCallDeps,
  KeptSecret,
  SentHeaders,
} from './calls.types.ts';
export { createFlowCalls } from './flow-calls.ts';
export { callOriginOf } from './origin.rules.ts';
