import { createHash } from 'node:crypto';
import { openMessagingOperations } from '@tandem/contract';
import {
  fileScanErrors,
  HttpCallError,
  type HttpRequest,
  type HttpResponse,
  type PublicError,
} from '@tandem/kit';
import { silentLog, testClock } from '@tandem/kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMediaStorages, type MediaStorages, storageErrors } from '../media-storage/index.ts';
import { greeting, type MessagingFixture, message, startMessaging } from './messaging.fixture.ts';

type Answer = Partial<HttpResponse> | Error;
type Body = {
  readonly text?: string;
  readonly content?: { attachment: Record<string, unknown> }[];
  readonly reasons?: { code: string; message: string }[];
};

const picture = Buffer.from('not really a picture');
const sha256 = createHash('sha256').update(picture).digest('hex');

describe('files of customers', () => {
  let m: MessagingFixture;
  let id: string;
  let asked: HttpRequest[];
  let answer: () => Answer;
  let last: string;
  let storageIsAway: boolean;
  let scanned: PublicError | null;

  /** The storage needs the database, which comes with the fixture: it is looked up when it is used. */
  const lateStorages = (): MediaStorages => {
    const made = () =>
      createMediaStorages({
        ...{ db: m.db, clock: testClock(), log: silentLog },
        http: { request: () => Promise.reject(new Error('There is no network here.')) },
        scan: () => (scanned ? Promise.reject(scanned) : Promise.resolve()),
      });
    const away = () =>
      Promise.reject(storageErrors.unavailable({ problem: 'HTTP 503 of the bucket' }));
    return {
      get current() {
        return made().current;
      },
      of: (kind) => (storageIsAway ? { ...made().of(kind), write: away } : made().of(kind)),
    };
  };

  beforeEach(async () => {
    asked = [];
    storageIsAway = false;
    scanned = null;
    answer = () => ({ status: 200, headers: { 'content-type': 'image/png' }, body: picture });
    m = await startMessaging({
      files: {
        storages: lateStorages(),
        http: {
          async request(request) {
            asked.push(request);
            const given = answer();
            if (given instanceof Error) throw given;
            return { status: 200, headers: {}, body: Buffer.alloc(0), ...given };
          },
        },
      },
    });
    id = await m.integrate(m.publish(greeting));
  });
  afterEach(() => m[Symbol.asyncDispose]());

  const attachment = (more: object = {}) => ({
    attachment: {
      ...{ mediaType: 'Image', url: 'https://middleware.example/cat', mime: 'image/png' },
      ...more,
    },
  });
  const send = async (...content: object[]): Promise<Body> => {
    last = (await m.send(id, { ...message('look'), content })).id;
    await m.settle();
    return read();
  };
  const read = async (): Promise<Body> => {
    const rows = await m.db.query<{ body: Body }>('select body from message where id = $1::uuid', [
      last,
    ]);
    return rows[0]?.body as Body;
  };

  it('are fetched, kept and shown from here, with name, caption, size and SHA-256', async () => {
    const body = await send(attachment({ filename: 'cat.png', text: 'my cat', sha256 }));
    expect(asked.map(({ url }) => url)).toEqual(['https://middleware.example/cat']);
    const [media] = await m.db.query(
      'select id, name, mime, size, sha256, status, conversation from media',
    );
    expect(media).toMatchObject({ name: 'cat.png', mime: 'image/png', sha256, status: 'valid' });
    expect(body.content?.[0]?.attachment).toEqual({
      ...{ id: media?.['id'], mediaType: 'Image', mime: 'image/png', filename: 'cat.png' },
      ...{ text: 'my cat', sha256, contentSizeBytes: picture.length },
      url: `/api/v2/downloads/${media?.['id']}`,
    });
    expect(body.reasons).toBeUndefined();
    const [chunk] = await m.db.query('select data from media_chunk');
    expect(chunk?.['data']).toEqual(picture);
  });

  it('that are not what was announced, or not allowed, are dropped, and the message says so', async () => {
    const wrong = await send(attachment({ sha256: '0'.repeat(64) }));
    expect(wrong.content).toBeUndefined();
    expect(wrong.reasons).toMatchObject([
      { code: 'InvalidMessageStructure', message: expect.stringContaining('SHA-256') },
    ]);
    answer = () => new HttpCallError('too-large', null);
    const large = await send(attachment({ filename: 'film.mp4' }));
    expect(large.reasons).toMatchObject([
      {
        code: 'InvalidMediaContentLength',
        message: 'film.mp4 (image/png) was dropped: it has more than 26214400 bytes.',
      },
    ]);
    const { body } = await m.call<{ id: string }>(
      openMessagingOperations.postConversationsMessagingSupportedcontent,
      { body: { name: 'Pictures', mediaTypes: { allow: { inbound: [{ type: 'image/*' }] } } } },
    );
    id = await m.integrate(null, { supportedContent: { id: body.id } });
    answer = () => ({ headers: { 'content-type': 'text/html; charset=utf-8' }, body: picture });
    const disguised = await send(attachment());
    expect(disguised.reasons).toMatchObject([
      { code: 'MediaTypeNotAllowed', message: expect.stringContaining('it is text/html') },
    ]);
    expect(await m.db.query(`select from media where status = 'valid'`)).toEqual([]);
  });

  it('that cannot be fetched are tried again, and stay where they are in the end', async () => {
    answer = () => ({ status: 503 });
    await send(attachment());
    for (let tries = 0; tries < 5; tries += 1) {
      await m.clock.advance(5_000);
      await m.lanes.drained();
    }
    const body = await read();
    expect(asked).toHaveLength(6);
    expect(body.content?.[0]?.attachment).toMatchObject({ url: 'https://middleware.example/cat' });
    expect(body.reasons).toMatchObject([
      {
        code: 'InvalidDestination',
        message: expect.stringContaining('could not be fetched (HTTP 503)'),
      },
    ]);
    expect(await m.db.query('select from dead_letter')).toEqual([]);
    answer = () => ({ status: 200, headers: { 'content-type': 'image/png' }, body: picture });
    expect((await send(attachment())).reasons).toBeUndefined();
  });

  it('that cannot be kept for a while stay where they are, and leave nothing to put back by hand', async () => {
    storageIsAway = true;
    await send(attachment());
    for (let tries = 0; tries < 5; tries += 1) {
      await m.clock.advance(5_000);
      await m.lanes.drained();
    }
    const body = await read();
    expect(body.content?.[0]?.attachment).toMatchObject({ url: 'https://middleware.example/cat' });
    expect(body.reasons).toMatchObject([
      { code: 'InvalidDestination', message: expect.stringContaining('HTTP 503 of the bucket') },
    ]);
    expect(await m.db.query('select from dead_letter')).toEqual([]);
    storageIsAway = false;
    expect((await send(attachment())).reasons).toBeUndefined();
  });

  it('in which the virus scanner finds something are dropped, and the message says so', async () => {
    scanned = fileScanErrors.infected({ found: 'Eicar' });
    const body = await send(attachment({ filename: 'cat.png' }));
    expect(body.content).toBeUndefined();
    expect(body.reasons).toEqual([
      {
        code: 'MessageNotAllowed',
        message:
          'cat.png (image/png) was dropped: The file was refused by the virus scanner (Eicar).',
      },
    ]);
    expect(await m.db.query('select from media_chunk')).toEqual([]);
  });

  it('that the virus scanner gives no verdict on are tried again, and not kept until then', async () => {
    scanned = fileScanErrors.unavailable({ problem: 'timeout' });
    await send(attachment());
    await m.clock.advance(5_000);
    await m.lanes.drained();
    expect(asked).toHaveLength(2);
    expect(await m.db.query('select from media_chunk')).toEqual([]);
    scanned = null;
    await m.clock.advance(5_000);
    await m.lanes.drained();
    expect((await read()).reasons).toBeUndefined();
    expect(await m.db.query('select from media_chunk')).toHaveLength(1);
  });

  it('are fetched up to a number for each message; the others stay where they are, and the message says so', async () => {
    const many = Array.from({ length: 25 }, (_, n) =>
      attachment({ url: `https://middleware.example/${n}` }),
    );
    const body = await send(...many);
    expect(asked).toHaveLength(20);
    expect(body.content).toHaveLength(25);
    expect(body.content?.[20]?.attachment).toMatchObject({ url: 'https://middleware.example/20' });
    expect(body.reasons).toMatchObject([
      { code: 'InvalidDestination', message: expect.stringContaining('first 20 files') },
    ]);
  });

  it('that are links are left alone, and each file of a message is fetched', async () => {
    const body = await send(
      attachment({ mediaType: 'Link' }),
      attachment({ url: 'data:image/png;base64,AA==' }),
      attachment({ url: 'https://middleware.example/1' }),
      attachment({ url: 'https://middleware.example/2' }),
    );
    expect(asked.map(({ url }) => url)).toEqual([
      'https://middleware.example/1',
      'https://middleware.example/2',
    ]);
    expect(body.content).toHaveLength(4);
    expect(await m.db.query(`select from media where status = 'valid'`)).toHaveLength(2);
  });
});
