export * from './agent-work.rules.ts';
export * from './conversation.changes.ts';
export * from './conversation.events.ts';
export type * from './conversation.model.ts';
export * from './conversation.rules.ts';
export * from './participant.rules.ts';
