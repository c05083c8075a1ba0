/** A file as it is sent on. */
export type SentFile = {
  readonly name: string;
  readonly contentType: string;
  readonly data: Buffer;
};

/** Quotes and line breaks of a name as forms write them (HTML, multipart/form-data). */
const quoted = (text: string): string =>
  text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');

const isPlainType = (contentType: string) => /^[\w.+-]+\/[\w.+*-]+$/.test(contentType);

/**
 * A form with fields and files (RFC 7578).
 * @param boundary occurs in none of them; 32 hex digits of a hash do
 */
export const multipart = (
  boundary: string,
  fields: Readonly<Record<string, string>>,
  files: { readonly name: string; readonly list: readonly SentFile[] },
): { readonly contentType: string; readonly bytes: Buffer } => {
  const head = (name: string, more = '') =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}`;
  const parts: (string | Buffer)[] = [];
  for (const [name, value] of Object.entries(fields))
    parts.push(`${head(name)}\r\n\r\n${value}\r\n`);
  for (const { name, contentType, data } of files.list) {
    const type = isPlainType(contentType) ? contentType : 'application/octet-stream';
    const file = `; filename="${quoted(name)}"\r\nContent-Type: ${type}`;
    parts.push(`${head(files.name, file)}\r\n\r\n`, data, '\r\n');
  }
  parts.push(`--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat(
      parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)),
    ),
  };
};
