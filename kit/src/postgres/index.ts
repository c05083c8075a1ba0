export {
  type DataFolderHolder,
  type DataFolderLock,
  dataFolderHolder,
  lockDataFolder,
} from './data-folder-lock.ts';
export { holdsDatabase } from './home.ts';
export { makeFolder } from './make-folder.ts';
export { postgresErrors } from './postgres.errors.ts';
export type { PostgresConnection } from './readiness.ts';
export { findRunningPostgres } from './running-postgres.ts';
export {
  type PostgresStatus,
  type RunningPostgres,
  type StartPostgres,
  startPostgres,
} from './start-postgres.ts';
