import { filePath } from './conversations.usecases.ts';

/** Address of a stored file. Who has it can read the file: its signature stands for a token. */
export const fileUrl = (file: {
  readonly origin: string;
  readonly id: string;
  readonly signature: string;
}): string =>
  file.origin + filePath.replace('{attachmentId}', file.id).replace('{signature}', file.signature);

const pattern = new RegExp(
  `${filePath.replace('{attachmentId}', '([0-9a-f-]{36})').replace('{signature}', '([\\w-]+)')}$`,
);

/** The file that an address names, whatever its origin; null: no address of ours. The signature is still to be checked. */
export const readFileUrl = (url: string): { id: string; signature: string } | null => {
  const [, id, signature] = pattern.exec(url) ?? [];
  return id && signature ? { id, signature } : null;
};
