import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import type { HttpResponse as Received } from '@tandem/kit';
import type { HttpResponse } from '../http.model.ts';
import { callErrors } from './calls.errors.ts';

type Inflate = (body: Buffer, limits: { readonly maxOutputLength: number }) => Promise<Buffer>;

/** `deflate` is zlib's format by its specification; some servers send it bare. */
const inflateEither = (body: Buffer, limits: { readonly maxOutputLength: number }) => {
  const isZlib = body.length > 1 && ((body[0] as number) & 0x0f) === 8;
  return promisify(isZlib ? inflate : inflateRaw)(body, limits);
};

const codings: Readonly<Record<string, Inflate>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: inflateEither,
  br: promisify(brotliDecompress),
};

/** More layers than any server means. */
const mostCodings = 3;

const codingsOf = (header: string): string[] =>
  header
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');

type Limits = { readonly host: string; readonly maxBytes: number };

const unreadable = (host: string, reason: string) => callErrors.unreadable({ host, reason });

/** The body without its compression: what comes out counts, not what went over the wire. */
const decompress = async (body: Buffer, header: string, { host, maxBytes }: Limits) => {
  const names = codingsOf(header).reverse();
  if (names.length > mostCodings) throw unreadable(host, 'it is compressed several times over');
  let plain = body;
  for (const name of names) {
    const coding = Object.hasOwn(codings, name) ? codings[name] : undefined;
    if (!coding) throw unreadable(host, 'its compression is not one that was asked for');
    try {
      plain = await coding(plain, { maxOutputLength: maxBytes });
    } catch (error) {
      if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
        throw callErrors.tooLarge({ host, bytes: String(maxBytes) });
      throw unreadable(host, 'its compression is broken');
    }
  }
  return plain;
};

const charsetForm = /;\s*charset\s*=\s*"?(?<name>[^\s";]+)/i;
const prologForm = /^<\?xml[^>]{0,200}?\sencoding\s*=\s*["'](?<name>[A-Za-z0-9._-]{1,40})["']/;

/** What the header says, else what an XML document says of itself, else UTF-8. */
const charsetOf = (contentType: string, body: Buffer): string => {
  const said = charsetForm.exec(contentType)?.groups?.['name'];
  if (said) return said;
  if (!/[/+]xml\b/i.test(contentType)) return 'utf-8';
  return prologForm.exec(body.subarray(0, 300).toString('latin1'))?.groups?.['name'] ?? 'utf-8';
};

const decoderOf = (label: string) => {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder();
  }
};

const isUtf8 = (label: string) => /^utf-?8$/i.test(label);
const mark = '\uFEFF';

/** Text cannot hold the null character where it is stored. */
const storable = (text: string): string =>
  text.includes('\u0000') ? text.replaceAll('\u0000', '\uFFFD') : text;

const textOf = (contentType: string, body: Buffer): string => {
  const label = charsetOf(contentType, body);
  if (!isUtf8(label)) return storable(decoderOf(label).decode(body));
  const text = body.toString('utf8');
  return storable(text.startsWith(mark) ? text.slice(1) : text);
};

const single = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? value.join(', ') : (value ?? '');

const headersOf = (headers: Received['headers']): Record<string, string> => {
  const read: Record<string, string> = {};
  for (const name of Object.keys(headers))
    if (name !== '__proto__') read[name.toLowerCase()] = storable(single(headers[name]));
  return read;
};

/**
 * A response as flows read it: decompressed and decoded.
 * @throws callErrors.tooLarge when it is longer than `maxBytes` after decompression; callErrors.unreadable
 */
export const readResponse = async (received: Received, limits: Limits): Promise<HttpResponse> => {
  const headers = headersOf(received.headers);
  const coding = headers['content-encoding'] ?? '';
  const { body } = received;
  const plain = coding === '' || body.length === 0 ? body : await decompress(body, coding, limits);
  return { status: received.status, headers, body: textOf(headers['content-type'] ?? '', plain) };
};
