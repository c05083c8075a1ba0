export { platformTestDatabase } from './database.ts';
export { callerOf, type TestCaller, testPrincipal } from './principal.ts';
