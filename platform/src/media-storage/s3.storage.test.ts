import { createEgressGuard, createHttpClient, derivedUuid, parseEgressRule } from '@tandem/kit';
import { silentLog, testClock } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { platformTestDatabase } from '../testing/index.ts';
import { createMediaStorages } from './index.ts';
import { removeObjects } from './object-removal.ts';
import { startS3 } from './s3.fixture.ts';
import { createS3Storage } from './s3.storage.ts';

const credentials = {
  region: 'eu-central-1',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'a/secret+of+the/bucket',
};
const key = { org: derivedUuid('org'), id: derivedUuid('media') };
const bytes = Buffer.from([0, 1, 2, 255, 10, 13]);

const openHttp = () => {
  const http = createHttpClient({
    guard: createEgressGuard({ allow: [parseEgressRule('127.0.0.1')] }),
  });
  return { ...http, [Symbol.asyncDispose]: () => http.close() };
};

describe('files in a bucket', () => {
  it('are written, read and removed by requests that AWS would take', async () => {
    await using s3 = await startS3(credentials);
    await using http = openHttp();
    const settings = { ...credentials, url: s3.url, bucket: 'files', prefix: 'tandem/media' };
    const storage = createS3Storage({ http, clock: testClock() }, settings);
    await storage.write(key, bytes, 'image/png');
    const [[path, object]] = [...s3.objects] as [[string, { body: Buffer; type: string }]];
    expect(path).toBe(`/files/tandem/media/${key.org}/${key.id}`);
    expect(object).toEqual({ body: bytes, type: 'image/png' });
    expect(await storage.read(key)).toEqual(bytes);
    await storage.remove(key);
    await expect(storage.read(key)).rejects.toMatchObject({ status: 503 });
  });

  it('are refused with a clear word when the key is wrong or nobody is there, without the secret', async () => {
    await using s3 = await startS3(credentials);
    await using http = openHttp();
    const settings = { ...credentials, bucket: 'files', prefix: '' };
    const deps = { http, clock: testClock() };
    const wrong = { ...settings, url: s3.url, secretAccessKey: 'not it' };
    const refused = createS3Storage(deps, wrong).write(key, bytes, 'image/png');
    await expect(refused).rejects.toMatchObject({
      status: 503,
      code: 'media.storage.unavailable',
      message: expect.stringContaining('HTTP 403'),
    });
    expect(s3.objects.size).toBe(0);
    const nobody = createS3Storage(deps, { ...settings, url: 'http://10.255.0.1:9000' });
    const blocked = await nobody.read(key).catch((error: Error) => error.message);
    expect(blocked).toContain('TANDEM_EGRESS_ALLOW');
    expect(blocked).not.toContain(settings.secretAccessKey);
  });

  it('go when their media goes, and those in the database are nobody else’s concern', async () => {
    await using db = await platformTestDatabase();
    const insert = (id: string, storage: string) =>
      db.query(
        `insert into media (id, org, conversation, communication, status, created_at, storage)
         values ($1, $2, $1, $1, 'valid', now(), $3)`,
        [id, key.org, storage],
      );
    await insert(key.id, 's3');
    await insert(derivedUuid('other'), 'postgres');
    await db.query('delete from media');
    const removed: unknown[] = [];
    let broken = true;
    const remove = async (one: unknown) => {
      if (broken) throw new Error('away');
      removed.push(one);
    };
    expect(await removeObjects({ db, log: silentLog }, { remove })).toBe(0);
    broken = false;
    expect(await removeObjects({ db, log: silentLog }, { remove })).toBe(1);
    expect(removed).toEqual([key]);
    expect(await removeObjects({ db, log: silentLog }, { remove })).toBe(0);
  });

  it('that a bucket holds are not to be had without its settings', async () => {
    await using db = await platformTestDatabase();
    await using http = openHttp();
    const storages = createMediaStorages({ db, http, clock: testClock(), log: silentLog });
    expect(storages.current.kind).toBe('postgres');
    expect(() => storages.of('s3')).toThrow('no bucket is set up');
  });
});
