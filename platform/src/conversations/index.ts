export type * from './conversation.model.ts';
