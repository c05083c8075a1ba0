export const filePath = '/v3/directline/attachments/{attachmentId}/{signature}';

/** Of what people read. `key`: the id in 22 characters, 21 of the signature, and a letter. */
export const shortFilePath = '/f/{key}';

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

/** 126 bits of a signature: far more than can be guessed. */
const signatureStart = 21;
/** Programs that make links of text leave out a hyphen or an underscore at the end of one. */
const lastLetter = 'f';

/** The same file under a short address, for people to read; null: no address of ours. */
export const shortFileUrl = (url: string): string | null => {
  const file = readFileUrl(url);
  if (!file || !URL.canParse(url)) return null;
  const id = Buffer.from(file.id.replaceAll('-', ''), 'hex').toString('base64url');
  const key = id + file.signature.slice(0, signatureStart) + lastLetter;
  return new URL(url).origin + shortFilePath.replace('{key}', key);
};

/** What a short address names; null: none of ours. The start of the signature is still to be checked. */
export const readFileKey = (key: string): { id: string; start: string } | null => {
  const [, packed = '', start = ''] = /^([\w-]{22})([\w-]{21})f$/.exec(key) ?? [];
  const hex = Buffer.from(packed, 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return start && id.length === 36 ? { id, start } : null;
};
