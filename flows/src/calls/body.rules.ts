import type { FlowValue } from '../flow.model.ts';
import type { HttpBody, HttpPairs, MultipartPart } from '../http.model.ts';
import { callErrors } from './calls.errors.ts';

/** Bytes to send, and the headers that describe them. */
export type SentBody = {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
};

/** Values of the secret fields of a JSON body, by field. */
export type OpenedFields = Readonly<Record<string, string>>;

const octets = 'application/octet-stream';

const mediaTypes: ReadonlyMap<string, string> = new Map([
  ['csv', 'text/csv; charset=utf-8'],
  ['htm', 'text/html; charset=utf-8'],
  ['html', 'text/html; charset=utf-8'],
  ['json', 'application/json'],
  ['md', 'text/markdown; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['toml', 'application/toml'],
  ['txt', 'text/plain; charset=utf-8'],
  ['xml', 'application/xml'],
  ['yaml', 'application/yaml'],
  ['yml', 'application/yaml'],
]);

const mediaTypeOf = (fileName: string): string =>
  mediaTypes.get(fileName.split('.').at(-1)?.toLowerCase() ?? '') ?? octets;

/** Names in a disposition as browsers write them (HTML, multipart/form-data). */
const quoted = (name: string): string =>
  `"${name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}"`;

/** RFC 6266: the name in ASCII, and in full where it is more than that. */
const attachment = (fileName: string): string => {
  const plain = fileName.toWellFormed().replaceAll(/[^\x20-\x7e]/g, '_');
  const simple = `attachment; filename=${quoted(plain)}`;
  if (plain === fileName) return simple;
  const full = encodeURIComponent(fileName.toWellFormed()).replaceAll(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${simple}; filename*=UTF-8''${full}`;
};

const formOf = (fields: HttpPairs): string =>
  new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();

const partOf = (part: MultipartPart): string => {
  const disposition = `Content-Disposition: form-data; name=${quoted(part.name)}`;
  if (part.kind === 'text') return `${disposition}\r\n\r\n${part.value}\r\n`;
  const { fileName, content } = part;
  return `${disposition}; filename=${quoted(fileName)}\r\nContent-Type: ${mediaTypeOf(fileName)}\r\n\r\n${content}\r\n`;
};

const jsonOf = (value: FlowValue, opened: OpenedFields): string => {
  const fields = Object.entries(opened);
  if (fields.length === 0) return JSON.stringify(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw callErrors.body({ problem: 'Secrets are fields of a JSON object; the body is none.' });
  return JSON.stringify(Object.fromEntries([...Object.entries(value), ...fields]));
};

const sent = (text: string, headers: Readonly<Record<string, string>>): SentBody => ({
  bytes: Buffer.from(text, 'utf8'),
  headers,
});

const multipartOf = (parts: readonly MultipartPart[], boundary: string): SentBody => {
  const written = parts.map((part) => `--${boundary}\r\n${partOf(part)}`).join('');
  return sent(`${written}--${boundary}--\r\n`, {
    'content-type': `multipart/form-data; boundary=${boundary}`,
  });
};

/**
 * A body as bytes in UTF-8.
 * @param opened secret fields of a JSON body
 * @param boundary makes a text that appears in no part
 * @throws callErrors.body
 */
export const bodyOf = (
  body: HttpBody,
  { opened, boundary }: { readonly opened: OpenedFields; readonly boundary: () => string },
): SentBody => {
  switch (body.kind) {
    case 'text':
      return sent(body.text, { 'content-type': body.contentType });
    case 'form':
      return sent(formOf(body.fields), { 'content-type': 'application/x-www-form-urlencoded' });
    case 'multipart':
      return multipartOf(body.parts, boundary());
    case 'file':
      return sent(body.content, {
        'content-type': mediaTypeOf(body.fileName),
        'content-disposition': attachment(body.fileName),
      });
    case 'json':
      return sent(jsonOf(body.value, opened), { 'content-type': 'application/json' });
  }
};
