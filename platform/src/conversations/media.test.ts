import { createHash } from 'node:crypto';
import {
  type Listing,
  type MessageData,
  type MessageMediaData,
  type MessageMediaUploadData,
  mediaOperations,
  conversationMessagesOperations as messages,
  type OperationSpec,
} from '@tandem/contract';
import { type Database, fileScanErrors } from '@tandem/kit';
import { silentLog, testClock } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMediaStorages } from '../media-storage/index.ts';
import { platformTestDatabase } from '../testing/index.ts';
import { onConversation } from './conversation.commit.ts';
import { liveOf } from './conversation.rules.ts';
import {
  addQueue,
  anna,
  ben,
  goOnQueue,
  here,
  type Started,
  startConversations,
  waitingConversation,
} from './conversation.testing.ts';
import { mimeOf } from './media.rules.ts';
import { withFreshLinks } from './message.links.ts';
import { acceptOffer } from './offer.rules.ts';

let db: Database;
let started: Started;
let virus: string | null = null;
let params: { conversationId: string; communicationId: string };

beforeAll(async () => {
  db = await platformTestDatabase();
  const storages = createMediaStorages({
    ...{ db, clock: testClock(), log: silentLog },
    http: { request: () => Promise.reject(new Error('There is no network here.')) },
    scan: async () => {
      if (virus) throw fileScanErrors.infected({ found: virus });
    },
  });
  started = startConversations(db, storages);
  await addQueue(db);
  await goOnQueue(db, anna.id, started.clock.now());
  const { conversation, org } = await waitingConversation(started, 'carla');
  await started.acd.decide();
  const communicationId = await onConversation(
    started.deps,
    { org, conversationId: conversation.id },
    {
      correlationId: 'c',
      decide(state, { at }) {
        const agent = liveOf(state, 'agent');
        if (!agent) throw new Error('no agent');
        const step = acceptOffer(state, agent, { at });
        return { from: state, step, answer: agent.communicationId };
      },
    },
  );
  params = { conversationId: conversation.id, communicationId };
});
afterAll(() => db.close());

/** Calls a signed address as the server would: nobody is signed in. */
const fetchAddress = (
  url: string,
  operation: OperationSpec,
  body?: { bytes: Buffer; contentType: string },
) => {
  const { pathname, searchParams } = new URL(url);
  const handler = started.handlers.find((candidate) => candidate.operation === operation);
  const id = pathname.split('/').at(-1) ?? '';
  return handler?.run({
    principal: null as never,
    params: { uploadId: id, downloadId: id },
    query: Object.fromEntries(searchParams),
    body: undefined,
    headers: body ? { 'content-type': body.contentType } : {},
    ...(body ? { rawBody: body.bytes } : {}),
    correlationId: 'c',
    origin: 'http://127.0.0.1',
    clientOrigin: 'http://127.0.0.1',
    address: '127.0.0.1',
    signal: new AbortController().signal,
  });
};

const picture = Buffer.from('not really a picture');
const announce = async (more: object = {}) =>
  (
    await started.user(anna.id)<MessageMediaUploadData>(
      messages.postConversationsMessageCommunicationMessagesMediaUploads,
      { params, body: { fileName: 'cat.png', contentLengthBytes: picture.length, ...more } },
    )
  ).body;

const send = (mediaIds: string[]) =>
  started.user(anna.id)<MessageData>(messages.postConversationsMessageCommunicationMessages, {
    params,
    body: { textBody: 'look', mediaIds },
  });

describe('media of a message', () => {
  it('is announced, uploaded, sent and fetched by whoever holds the address', async () => {
    const { id, uploadUrl } = await announce({
      contentMd5: createHash('md5').update(picture).digest('base64'),
    });
    await expect(send([id as string])).rejects.toMatchObject({ status: 400 });
    const put = await fetchAddress(uploadUrl as string, mediaOperations.putUpload, {
      bytes: picture,
      contentType: 'image/png',
    });
    expect(put?.status).toBe(200);
    const sent = await send([id as string]);
    const content = sent.body.normalizedMessage?.content?.[0]?.attachment;
    expect(content).toMatchObject({
      id,
      mediaType: 'Image',
      mime: 'image/png',
      filename: 'cat.png',
      contentSizeBytes: picture.length,
    });
    expect(sent.body.media).toMatchObject([{ id, mediaType: 'image/png', name: 'cat.png' }]);
    const url = content?.url as string;
    const got = await fetchAddress(url, mediaOperations.getDownload);
    expect(got?.body).toEqual(picture);
    expect(got?.headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
    });
    await expect(
      fetchAddress(url.replace(/signature=.{3}/, 'signature=abc'), mediaOperations.getDownload),
    ).rejects.toMatchObject({ status: 404 });
    await expect(
      fetchAddress(uploadUrl as string, mediaOperations.putUpload, {
        bytes: picture,
        contentType: 'image/png',
      }),
    ).rejects.toMatchObject({ status: 403 });
  });

  it('comes as a form under the older operation', async () => {
    const made = await started.user(anna.id)<MessageMediaData>(
      messages.postConversationsMessageCommunicationMessagesMedia,
      { params },
    );
    expect(made).toMatchObject({ status: 202, body: { status: 'uploading' } });
    const form = new FormData();
    form.append('file', new File([new Uint8Array(picture)], 'dog.png', { type: 'image/png' }));
    const encoded = new Response(form);
    await fetchAddress(made.body.uploadUrl as string, mediaOperations.postUpload, {
      contentType: encoded.headers.get('content-type') as string,
      bytes: Buffer.from(await encoded.arrayBuffer()),
    });
    const read = await started.user(anna.id)<MessageMediaData>(
      messages.getConversationsMessageCommunicationMessagesMediaMediaId,
      { params: { ...params, mediaId: made.body.id as string } },
    );
    expect(read.body).toMatchObject({ status: 'valid', name: 'dog.png', mediaType: 'image/png' });
    const list = await started.as()<Listing<MessageMediaData>>(
      messages.getConversationsMessageCommunicationMessagesMedia,
      { params, query: { status: 'valid' } },
    );
    expect(list.body.entities.map(({ name }) => name)).toContain('dog.png');
  });

  it('is refused when it is not what was announced, late, too large or not allowed', async () => {
    const upload = (url: string | undefined, bytes: Buffer, contentType = 'image/png') =>
      fetchAddress(url as string, mediaOperations.putUpload, { bytes, contentType });
    const short = await announce();
    await expect(upload(short.uploadUrl, Buffer.from('x'))).rejects.toMatchObject({ status: 400 });
    const form = (url: string | undefined, contentType: string) =>
      upload(url, Buffer.from('no form at all'), contentType);
    const formless = await announce();
    await expect(form(formless.uploadUrl, 'multipart/form-data')).rejects.toMatchObject({
      status: 400,
    });
    await expect(upload(`${formless.uploadUrl}x`, picture)).rejects.toMatchObject({ status: 403 });
    const changed = await announce({ contentMd5: createHash('md5').update('x').digest('hex') });
    await expect(upload(changed.uploadUrl, picture)).rejects.toMatchObject({ status: 400 });
    await expect(announce({ contentLengthBytes: 26 * 1024 * 1024 })).rejects.toMatchObject({
      status: 413,
    });
    const pdf = await announce({ fileName: 'a.pdf' });
    await upload(pdf.uploadUrl, picture, 'application/octet-stream');
    await expect(send([pdf.id as string])).rejects.toMatchObject({
      status: 400,
      code: 'media.type.not.allowed',
    });
    const late = await announce();
    await started.clock.advance(3_600_001);
    await expect(upload(late.uploadUrl, picture)).rejects.toMatchObject({ status: 403 });
  });

  it('is refused when the virus scanner finds something in it', async () => {
    const { id, uploadUrl } = await announce();
    const upload = () =>
      fetchAddress(uploadUrl as string, mediaOperations.putUpload, {
        ...{ bytes: picture, contentType: 'image/png' },
      });
    virus = 'Eicar';
    await expect(upload()).rejects.toMatchObject({ status: 400, code: 'file.infected' });
    virus = null;
    // What was found to be bad cannot be taken at another try.
    await expect(upload()).rejects.toMatchObject({ status: 403 });
    await expect(send([id as string])).rejects.toMatchObject({ status: 400 });
  });

  it('has addresses that expire, and new ones for whoever reads the message', async () => {
    const { id, uploadUrl } = await announce();
    const bytes = { bytes: picture, contentType: 'image/png' };
    await fetchAddress(uploadUrl as string, mediaOperations.putUpload, bytes);
    const { body } = await send([id as string]);
    const sent = body.normalizedMessage?.content?.[0]?.attachment;
    expect(sent?.sha256).toBe(createHash('sha256').update(picture).digest('hex'));
    const old = sent?.url as string;
    await started.clock.advance(7 * 24 * 3_600_000 + 1);
    await expect(fetchAddress(old, mediaOperations.getDownload)).rejects.toMatchObject({
      status: 410,
      code: 'media.link.expired',
    });
    const longer = old.replace(/until=\d+/, `until=${started.clock.now().getTime() + 60_000}`);
    await expect(fetchAddress(longer, mediaOperations.getDownload)).rejects.toMatchObject({
      status: 404,
    });
    const where = { conversationId: params.conversationId, messageId: body.id as string };
    const read = await started.as()<MessageData>(messages.getConversationsMessageMessage, {
      params: where,
    });
    const fresh = read.body.normalizedMessage?.content?.[0]?.attachment?.url as string;
    expect(fresh).not.toBe(old);
    expect((await fetchAddress(fresh, mediaOperations.getDownload))?.body).toEqual(picture);
  });

  it('gets no new address through a message of another conversation', async () => {
    const { id, uploadUrl } = await announce();
    const bytes = { bytes: picture, contentType: 'image/png' };
    await fetchAddress(uploadUrl as string, mediaOperations.putUpload, bytes);
    const url = `https://elsewhere.example/api/v2/downloads/${id}?until=1&signature=x`;
    const own = {
      conversationId: params.conversationId,
      body: { content: [{ attachment: { url } }] },
    };
    const other = { ...own, conversationId: started.ids.uuid() };
    const links = await withFreshLinks(
      started.deps,
      { org: here, origin: 'https://tandem.example' },
      [other, own] as unknown as Parameters<typeof withFreshLinks>[2],
    );
    const urls = links.map(({ body }) => JSON.stringify(body));
    expect(urls[0]).toContain('https://elsewhere.example/');
    expect(urls[1]).toContain(`https://tandem.example/api/v2/downloads/${id}`);
  });

  it('is announced by the agent of the communication only', async () => {
    const operation = messages.postConversationsMessageCommunicationMessagesMedia;
    await expect(started.user(ben.id)(operation, { params })).rejects.toMatchObject({
      status: 403,
    });
    await expect(started.as()(operation, { params })).rejects.toMatchObject({ status: 403 });
    expect(operation.permission?.any).toContain('conversation:message:create');
  });

  it('has the type the client says, else that of its name', () => {
    expect(mimeOf('image/png; q=1', 'a.pdf')).toBe('image/png');
    expect(mimeOf('application/octet-stream', 'A.PDF')).toBe('application/pdf');
    expect(mimeOf(undefined, null)).toBe('application/octet-stream');
  });
});
