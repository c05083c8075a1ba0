export {
  createGatewayFlows,
  type GatewayFlowDeps,
  type GatewayFlows,
  gatewayChoices,
} from './gateway-flows.ts';
