export { createGatewayFlows, type GatewayFlowDeps, type GatewayFlows } from './gateway-flows.ts';
