export * from './endpoints.directory.ts';
export * from './endpoints.errors.ts';
export * from './endpoints.model.ts';
export * from './endpoints.store.ts';
export * from './endpoints.usecases.ts';
export * from './sealed-columns.ts';
export * from './settings.rules.ts';
export * from './target.rules.ts';
