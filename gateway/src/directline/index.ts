export * from './caller.ts';
export * from './conversations.usecases.ts';
export * from './directline.errors.ts';
export * from './directline.operations.ts';
export * from './stream.ts';
export * from './stream-hub.ts';
export * from './tokens.ts';
export { uploadLimits } from './upload.rules.ts';
