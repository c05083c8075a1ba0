import {
  type CachedMediaItem,
  type Listing,
  type MessageMediaData,
  mediaOperations,
  conversationMessagesOperations as messages,
} from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { notFound, useAgentWork } from './agent-work.testing.ts';
import { anna, here, there } from './conversation.testing.ts';

const work = useAgentWork();
const { connected } = work;

/** A picture that Anna has uploaded, with the address its channel gets. */
const kept = async () => {
  const { params } = await connected();
  const id = derivedUuid('picture');
  await work.db.query(
    `insert into media (id, org, conversation, communication, name, mime, size, status, created_at)
     values ($1, $2, $3, $4, 'a.png', 'image/png', 3, 'valid', now())`,
    [id, here, params.conversationId, params.communicationId],
  );
  await work.db.query('insert into media_chunk (media, seq, data) values ($1, 0, $2)', [
    id,
    Buffer.from('png'),
  ]);
  const { body } = await work.started.user(anna.id)<MessageMediaData>(
    messages.getConversationsMessageCommunicationMessagesMediaMediaId,
    { params: { ...params, mediaId: id } },
  );
  return { id, url: body.url ?? '', item: { params: { cachedMediaItemId: id } } };
};

const list = (query: object = {}, org = here) =>
  work.started.as({}, org)<Listing<CachedMediaItem>>(messages.getConversationsMessagesCachedmedia, {
    query: { ...query },
  });

const download = (address: string) => {
  const url = new URL(address);
  return work.started.as()(mediaOperations.getDownload, {
    params: { downloadId: url.pathname.split('/').at(-1) ?? '' },
    query: Object.fromEntries(url.searchParams),
  });
};

describe('cached media', () => {
  it('are what agents have sent, found by their address', async () => {
    const { id, url, item } = await kept();
    const one = await work.started.as()<CachedMediaItem>(
      messages.getConversationsMessagesCachedmediaCachedMediaItemId,
      item,
    );
    expect(one.body).toMatchObject({ id, url, mediaType: 'image/png', contentLengthBytes: 3 });
    expect((await list()).body).toMatchObject({ total: 1, entities: [one.body] });
    expect((await list({ url })).body.total).toBe(1);
    expect((await list({ url: 'https://example.org/other.png' })).body.total).toBe(0);
  });

  it('are gone for everybody when they are removed', async () => {
    const { url, item } = await kept();
    const caller = work.started.as();
    const remove = () =>
      caller(messages.deleteConversationsMessagesCachedmediaCachedMediaItemId, item);
    expect(await remove()).toEqual({ status: 202 });
    await expect(remove()).rejects.toMatchObject(notFound);
    await expect(download(url)).rejects.toMatchObject({ status: 404 });
    expect(await work.db.query('select from media_chunk')).toEqual([]);
    expect((await list()).body.total).toBe(0);
  });

  it('of another organisation are not there', async () => {
    const { item, url } = await kept();
    const stranger = work.started.as({}, there);
    for (const operation of [
      messages.getConversationsMessagesCachedmediaCachedMediaItemId,
      messages.deleteConversationsMessagesCachedmediaCachedMediaItemId,
    ])
      await expect(stranger(operation, item)).rejects.toMatchObject(notFound);
    expect((await list({ url }, there)).body.total).toBe(0);
    expect((await list()).body.total).toBe(1);
    expect(messages.getConversationsMessagesCachedmedia.permission).toEqual({
      all: ['conversation:cachedMedia:view'],
    });
  });
});
