import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const isFolder = (path: string) =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/**
 * Makes a folder and those above it that are missing. Node's own recursive call never returns where the file system
 * says "no such entry" to a folder that can never be, as below /proc.
 * @param mode of the folders that are made.
 * @throws the system's error of the first folder that cannot be made.
 */
export const makeFolder = (folder: string, mode: number): void => {
  const path = resolve(folder);
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path), mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isFolder(path)) throw error;
  }
};
