import { readFileSync } from 'node:fs';

const file = new URL('../../package.json', import.meta.url);

/** Version of this installation. */
export const version: string = JSON.parse(readFileSync(file, 'utf8')).version;
