export * from './destination.model.ts';
export * from './destination.port.ts';
