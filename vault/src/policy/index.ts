export { policyHandlers, readPolicy } from './policy.ts';
