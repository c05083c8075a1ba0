export { checkedCallerOf } from './checked-caller.ts';
export { platformTestDatabase } from './database.ts';
export { testDirectory, testPerson } from './directory.ts';
export { testEventSecrets } from './event-secrets.ts';
export { testFlowServices } from './flow-services.ts';
export { callerOf, type TestCaller, testPrincipal } from './principal.ts';
export { testSealer } from './sealer.ts';
export { wholeLog } from './whole-log.ts';
