export * from './limits.rules.ts';
export * from './use-limiter.ts';
export * from './webhook-gate.ts';
