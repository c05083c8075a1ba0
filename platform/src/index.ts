export { platformMigrations } from './migrations.ts';
export * from './threads/index.ts';
