export * from './dialogue.queue.ts';
export * from './dialogue.usecases.ts';
