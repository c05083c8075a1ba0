import { defineErrors, PublicError } from './errors.ts';
import { fieldsOf, textOf } from './fields.ts';
import type { HttpClient, HttpResponse } from './http-client/http-client.ts';

const infected = 'file.infected';
const away = 'file.scan.unavailable';

export const fileScanErrors = defineErrors('file-scan', {
  infected: {
    status: 400,
    code: infected,
    text: 'The file was refused by the virus scanner ({found}).',
  },
  unavailable: {
    status: 503,
    code: away,
    text: 'The virus scanner did not answer as expected ({problem}). Try again in a moment.',
  },
});

/** Whether the scanner has found something. */
export const isInfected = (error: unknown): error is PublicError =>
  error instanceof PublicError && error.code === infected;

/** Whether the scanner could not be asked: a repeat may help. */
export const isScanAway = (error: unknown): error is PublicError =>
  error instanceof PublicError && error.code === away;

export type ScannedFile = {
  readonly bytes: Buffer;
  readonly mime: string;
  readonly name?: string | null;
};

/** Returns for a file that may be kept. @throws fileScanErrors.infected (400), unavailable (503) */
export type ScanFile = (file: ScannedFile) => Promise<void>;

/** Longest wait for a verdict, in milliseconds. */
const scanMs = 15_000;
const longestWord = 100;
const longestName = 200;

/** A type as a header can hold it, whoever has named it. */
const typeOf = (mime: string): string =>
  /^[\x20-\x7e]+$/.test(mime) ? mime : 'application/octet-stream';

/** A name may have been cut in the middle of a character. */
const spellName = (name: string): string =>
  encodeURIComponent(name.slice(0, longestName).toWellFormed());

const bodyOf = ({ body }: HttpResponse): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
};

/** No word of it is believed but one that says so: what is neither clean nor infected is no verdict. */
const judge = (answer: HttpResponse): void => {
  const verdict = fieldsOf(bodyOf(answer));
  if (answer.status === 200 && verdict['clean'] === true) return;
  if (answer.status === 200 && verdict['clean'] === false) {
    const found = (textOf(verdict['found']) ?? 'malware').slice(0, longestWord);
    throw fileScanErrors.infected({ found });
  }
  const problem = answer.status === 200 ? 'it gave no verdict' : `HTTP ${answer.status}`;
  throw fileScanErrors.unavailable({ problem });
};

/**
 * Asks a scanner over HTTP: the bytes are posted as they are; it answers 200 with `{"clean": true}` or
 * `{"clean": false, "found": "Eicar-Test-Signature"}`.
 */
export const createFileScan =
  ({ http, url }: { readonly http: Pick<HttpClient, 'request'>; readonly url: string }): ScanFile =>
  async ({ bytes, mime, name }) => {
    const headers = {
      'content-type': typeOf(mime),
      ...(name ? { 'x-file-name': spellName(name) } : {}),
    };
    const asked = { method: 'POST', url, headers, body: bytes, timeoutMs: scanMs };
    const answer = await http.request(asked).catch((error: unknown) => {
      const problem = error instanceof Error ? error.message : 'it cannot be called';
      throw fileScanErrors.unavailable({ problem });
    });
    judge(answer);
  };
