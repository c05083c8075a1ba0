import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from './make-folder.ts';
import { postgresErrors } from './postgres.errors.ts';

/** A held lock; it ends with `release` or with the process, however that ends. */
export type DataFolderLock = Disposable & { readonly release: () => void };

/** The process that holds a folder, as far as it told. */
export type DataFolderHolder = { readonly pid: number; readonly since: string };

const sqliteBusy = 5;
const holderFile = (dataDir: string) => join(dataDir, 'tandem.pid');

/**
 * Takes the kernel's lock on `tandem.lock`. SQLite is used for nothing but its file locks, which Node has no call for:
 * the kernel drops them with the process, so there is no stale lock to recognise and no process id to be fooled by.
 */
const take = (dataDir: string): DatabaseSync | undefined => {
  const file = new DatabaseSync(join(dataDir, 'tandem.lock'), { timeout: 0 });
  try {
    file.exec('pragma journal_mode = memory; begin exclusive');
    return file;
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode === sqliteBusy) return undefined;
    throw error;
  }
};

const readHolder = (dataDir: string): DataFolderHolder | undefined => {
  try {
    return JSON.parse(readFileSync(holderFile(dataDir), 'utf8')) as DataFolderHolder;
  } catch {
    return undefined;
  }
};

const unwritable = (folder: string, error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return postgresErrors.folderUnwritable({
      folder,
      reason: 'it, or a part of its path, is a file',
    });
  const reason = code && code !== 'ERR_SQLITE_ERROR' ? code : message;
  return postgresErrors.folderUnwritable({ folder, reason });
};

const takeOrExplain = (dataDir: string) => {
  try {
    makeFolder(dataDir, 0o700);
    return take(dataDir);
  } catch (error) {
    throw unwritable(dataDir, error);
  }
};

/**
 * Makes this process the only Tandem on the data folder (made when missing).
 * @throws postgresErrors.folderInUse while another process holds it, postgresErrors.folderUnwritable
 */
export function lockDataFolder(dataDir: string): DataFolderLock {
  const folder = resolve(dataDir);
  const file = takeOrExplain(folder);
  if (!file) {
    const pid = readHolder(folder)?.pid;
    const holder = pid === undefined ? '' : ` (process ${pid})`;
    throw postgresErrors.folderInUse({ folder, holder });
  }
  const since = new Date().toISOString();
  writeFileSync(holderFile(folder), JSON.stringify({ pid: process.pid, since }));
  const release = () => {
    process.off('exit', release);
    if (file.isOpen) file.close();
  };
  // The listener also keeps the file open while nobody else refers to the lock.
  process.on('exit', release);
  return { release, [Symbol.dispose]: release };
}

/** The live Tandem on the folder, if there is one: for commands that look for a running server. */
export function dataFolderHolder(dataDir: string): DataFolderHolder | undefined {
  const folder = resolve(dataDir);
  try {
    const file = take(folder);
    file?.close();
    return file ? undefined : readHolder(folder);
  } catch {
    return undefined;
  }
}
