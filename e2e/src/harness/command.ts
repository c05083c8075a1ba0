import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../server/src/main.ts', import.meta.url));

export type CommandResult = { readonly code: number; readonly out: string; readonly err: string };

/** Runs `tandem <args>` as an operator does, to its end. */
export const runCommand = (
  args: readonly string[],
  env: Record<string, string>,
): Promise<CommandResult> =>
  new Promise((resolve) => {
    const settings = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env };
    execFile(process.execPath, [main, ...args], { env: settings }, (error, out, err) => {
      const code = error ? Number(error.code ?? 1) : 0;
      resolve({ code, out: out.trim(), err: err.trim() });
    });
  });
