import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FeatureFlags } from './settings/features.settings.ts';

type Served = {
  readonly pid: number;
  readonly url: string;
  readonly flags?: FeatureFlags;
};

type Noted = Omit<Served, 'pid'>;

const fileOf = (folder: string) => join(folder, 'tandem.address');

/** Writes down where the process that holds the data folder serves and what it offers, for commands that look for it. */
export const noteServedAddress = (folder: string, noted: Noted): void =>
  writeFileSync(fileOf(folder), JSON.stringify({ pid: process.pid, ...noted } satisfies Served));

const readServed = (folder: string, pid: number): Served | null => {
  try {
    const served = JSON.parse(readFileSync(fileOf(folder), 'utf8')) as Served;
    return served.pid === pid ? served : null;
  } catch {
    return null;
  }
};

/** Where the process serves; null when it did not say, such as while it starts. */
export const servedAddress = (folder: string, pid: number): string | null =>
  readServed(folder, pid)?.url ?? null;

/** The feature flags that the process was started with; null when it did not say. */
export const servedFlags = (folder: string, pid: number): FeatureFlags | null =>
  readServed(folder, pid)?.flags ?? null;
