export { createTestClock, createTestClock as testClock, type TestClock } from '../clock.ts';
export { createTestIds, createTestIds as testIds } from '../ids.ts';
export { silentLog } from '../log.ts';
export { createBareHttp } from './bare-http.ts';
export { type DescribedColumn, describeStatements } from './describe-statement.ts';
export { untilLockedOut } from './lock-waits.ts';
export { type SchemaMigrations, testDatabase, testSchemas } from './test-database.ts';
export { type TestFolder, testFolder } from './test-folder.ts';
export { startTestServer, testConnection, testPostgresVariable } from './test-server.ts';
