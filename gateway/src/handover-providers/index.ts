export * from './chosen-provider.ts';
export * from './provider-delete.usecases.ts';
export * from './provider-secrets.ts';
export * from './providers.directory.ts';
export * from './providers.errors.ts';
export * from './providers.model.ts';
export * from './providers.store.ts';
export * from './providers.usecases.ts';
