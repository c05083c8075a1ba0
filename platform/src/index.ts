export * from './messaging/index.ts';
export { platformMigrations } from './migrations.ts';
