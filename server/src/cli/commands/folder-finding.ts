import { constants, existsSync, statSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { dataFolderHolder } from '@tandem/kit';
import type { ServerSettings } from '../../settings.ts';
import type { Finding } from './finding.ts';

/** The folder itself, or the first above it that is there: in that one it will be made. */
const nearest = (folder: string): string =>
  existsSync(folder) ? folder : nearest(dirname(folder));

/** Whether the data folder can be used. One that is not there is not made: whoever looks may have mistyped it. */
export const folderFinding = async ({
  DATABASE_URL,
  TANDEM_DATA: folder,
}: ServerSettings): Promise<Finding> => {
  const name = 'data folder';
  if (DATABASE_URL) return { name, state: 'ok', what: 'not used with DATABASE_URL' };
  try {
    const there = nearest(folder);
    if (!statSync(there).isDirectory()) throw new Error(`${there} is a file`);
    await access(there, constants.W_OK);
  } catch (error) {
    return {
      ...{ name, state: 'problem', what: `${folder}: ${(error as Error).message}` },
      advice: 'Choose a folder that this user may write: TANDEM_DATA=/path npm start',
    };
  }
  if (!existsSync(folder))
    return {
      ...{ name, state: 'warning', what: `${folder} does not exist` },
      advice: 'The next start makes it, with a new database. Is TANDEM_DATA the one you mean?',
    };
  const holder = dataFolderHolder(folder);
  const held = holder ? `, held by the running server (process ${holder.pid})` : '';
  return { name, state: 'ok', what: `${folder}${held}` };
};
