import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isPostgresName } from './binaries.ts';

/** What a server writes into postmaster.pid of its data directory. */
export type PidFile = {
  readonly pid: number;
  readonly port: number;
  readonly socketDir: string;
  readonly status: string;
};

/** Reads the text of a postmaster.pid; a file that is still being written counts as absent. */
export const parsePidFile = (text: string): PidFile | undefined => {
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return {
    pid,
    port: Number(lines[3]) || 0,
    socketDir: lines[4] ?? '',
    status: (lines[7] ?? '').trim(),
  };
};

export const readPidFile = (pgDir: string): PidFile | undefined => {
  try {
    return parsePidFile(readFileSync(join(pgDir, 'postmaster.pid'), 'utf8'));
  } catch {
    return undefined;
  }
};

const linuxArguments = (pid: number): string[] => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
};

const linuxFolder = (pid: number): string | undefined => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
};

const psCommand = (pid: number): string => {
  try {
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
};

/**
 * Whether the process is a PostgreSQL server on this data directory. A process id alone proves nothing:
 * ids are given out again, quickest inside containers.
 */
export const isPostgresOn = (pid: number, pgDir: string): boolean => {
  if (process.platform !== 'linux') {
    const command = psCommand(pid);
    return command.includes('postgres') && command.includes(` -D ${pgDir}`);
  }
  const args = linuxArguments(pid);
  // A process title ("postgres: checkpointer") is a child's, not the server's own command.
  if (!isPostgresName(args[0] ?? '')) return false;
  return linuxFolder(pid) === pgDir || args[args.indexOf('-D') + 1] === pgDir;
};

/** The live server on the directory, if there is one. */
export const liveServer = (pgDir: string): PidFile | undefined => {
  const file = readPidFile(pgDir);
  return file && isPostgresOn(file.pid, pgDir) ? file : undefined;
};
