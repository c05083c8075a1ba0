import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Served = { readonly pid: number; readonly url: string };

const fileOf = (folder: string) => join(folder, 'tandem.address');

/** Writes down where the process that holds the data folder serves, for commands that look for it. */
export const noteServedAddress = (folder: string, url: string): void =>
  writeFileSync(fileOf(folder), JSON.stringify({ pid: process.pid, url } satisfies Served));

/** Where the process serves; null when it did not say, such as while it starts. */
export const servedAddress = (folder: string, pid: number): string | null => {
  try {
    const served = JSON.parse(readFileSync(fileOf(folder), 'utf8')) as Served;
    return served.pid === pid ? served.url : null;
  } catch {
    return null;
  }
};
