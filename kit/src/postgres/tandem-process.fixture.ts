import { silentLog } from '../log.ts';
import { lockDataFolder, startPostgres } from './index.ts';

/** A stand-in for a Tandem process, for tests that kill it: takes the lock or starts the database, then waits. */
const [what, dataDir = ''] = process.argv.slice(2);

const told: Record<string, unknown> = { pid: process.pid };
try {
  if (what === 'lock') lockDataFolder(dataDir);
  if (what === 'postgres')
    told['connection'] = (await startPostgres({ dataDir, log: silentLog })).connection;
} catch (error) {
  told['error'] = (error as Error).message;
}
process.stdout.write(`${JSON.stringify(told)}\n`);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
