import type { Database } from '@tandem/kit';
import { readFileUrl } from '../file-links.rules.ts';
import { readAttachment, type UploadedFile } from './attachments.store.ts';
import type { Tokens } from './tokens.ts';

/** Reads a file by its address, as whoever has the address may; null: none of ours, or gone. */
export const createReadFile =
  ({ db, tokens }: { readonly db: Database; readonly tokens: Pick<Tokens, 'verifyFile'> }) =>
  async (url: string): Promise<UploadedFile | null> => {
    const at = readFileUrl(url);
    return at && tokens.verifyFile(at.id, at.signature) ? readAttachment(db, at.id) : null;
  };
