import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./bus-process.fixture.ts', import.meta.url));

/** A node as a process of its own: hands `count` events over, says `sent` on its output, and delivers until it is ended. */
export const startProcess = (
  database: string,
  { nodeId, count = 0 }: { readonly nodeId: string; readonly count?: number },
) =>
  spawn(process.execPath, [script, database, nodeId, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** Ends a process as a power cut does. */
export const kill = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL');
  await once(child, 'exit');
};
