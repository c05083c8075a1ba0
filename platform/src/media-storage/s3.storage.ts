import { type Clock, HttpCallError, type HttpClient, PublicError } from '@tandem/kit';
import type { MediaKey, MediaStorage } from './media-storage.types.ts';
import { type S3Credentials, signS3 } from './s3-signature.rules.ts';
import { storageErrors } from './storage.errors.ts';

/** A bucket of S3 or of a server that speaks its protocol, addressed by path. */
export type S3Settings = S3Credentials & {
  readonly url: string;
  readonly bucket: string;
  /** Folder of the objects in the bucket; may be empty. */
  readonly prefix: string;
};

export type S3Storage = MediaStorage & {
  /** Removes an object; one that is not there is removed already. @throws storageErrors.unavailable (503) */
  readonly remove: (key: MediaKey) => Promise<void>;
};

/** Files have at most 25 MiB; more than that is no object of ours. */
const mostBytes = 32 * 1024 * 1024;
const timeoutMs = 30_000;

const problemOf = (error: unknown): string => {
  if (error instanceof HttpCallError) return error.reason;
  if (error instanceof PublicError) return error.message;
  throw error;
};

/** Keeps bytes of media as objects `prefix/organisation/media`, each signed request with AWS Signature Version 4. */
export const createS3Storage = (
  { http, clock }: { readonly http: Pick<HttpClient, 'request'>; readonly clock: Clock },
  settings: S3Settings,
): S3Storage => {
  const base = settings.url.replace(/\/+$/, '');
  const folder = settings.prefix === '' ? '' : `${settings.prefix}/`;
  const urlOf = ({ org, id }: MediaKey) =>
    new URL(`${base}/${settings.bucket}/${folder}${org}/${id}`);
  const call = async (
    method: 'GET' | 'PUT' | 'DELETE',
    key: MediaKey,
    { body = Buffer.alloc(0), headers = {} }: { body?: Buffer; headers?: Record<string, string> },
  ) => {
    const url = urlOf(key);
    const signed = signS3(settings, { method, url, headers, body, now: clock.now() });
    try {
      return await http.request({
        ...{ method, url: url.href, headers: signed, timeoutMs, maxBytes: mostBytes },
        ...(method === 'PUT' ? { body } : {}),
      });
    } catch (error) {
      throw storageErrors.unavailable({ problem: problemOf(error) });
    }
  };
  const refused = (status: number) => storageErrors.unavailable({ problem: `HTTP ${status}` });
  return {
    kind: 's3',
    async write(key, body, mime) {
      const { status } = await call('PUT', key, { body, headers: { 'content-type': mime } });
      if (status !== 200) throw refused(status);
      return async () => {};
    },
    async read(key) {
      const { status, body } = await call('GET', key, {});
      if (status !== 200) throw refused(status);
      return body;
    },
    async remove(key) {
      const { status } = await call('DELETE', key, {});
      if (status !== 204 && status !== 200 && status !== 404) throw refused(status);
    },
  };
};
