import { inboundMessagesOperations, openMessagingOperations } from '@tandem/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { greeting, type MessagingFixture, message, startMessaging } from './messaging.fixture.ts';

type Body = {
  readonly text?: string;
  readonly content?: Record<string, unknown>[];
  readonly reasons?: Record<string, unknown>[];
};

describe('content of inbound messages', () => {
  let m: MessagingFixture;
  beforeEach(async () => {
    m = await startMessaging();
  });
  afterEach(() => m[Symbol.asyncDispose]());

  const stored = async (): Promise<Body[]> => {
    await m.settle();
    const rows = await m.db.query<{ body: Body }>(
      `select body from message where direction = 'inbound' order by seq`,
    );
    return rows.map(({ body }) => body);
  };
  const attachment = (mime: string, more: object = {}) => ({
    attachment: { mediaType: 'File', url: 'https://example.com/x', mime, ...more },
  });
  const picturesOnly = async () => {
    const { body } = await m.call<{ id: string }>(
      openMessagingOperations.postConversationsMessagingSupportedcontent,
      { body: { name: 'Pictures', mediaTypes: { allow: { inbound: [{ type: 'image/*' }] } } } },
    );
    return m.integrate(m.publish(greeting), { supportedContent: { id: body.id } });
  };

  it('that the profile does not allow is dropped, and the message says what and why', async () => {
    const id = await picturesOnly();
    await m.send(id, {
      ...message('look'),
      content: [
        attachment('image/png', { text: 'the shelf' }),
        attachment('application/pdf', { filename: 'bill.pdf' }),
      ],
    });
    await m.send(id, { channel: message('').channel, content: [attachment('video/mp4')] });
    const [first, second] = await stored();
    expect(first).toMatchObject({
      text: 'look',
      content: [{ attachment: { mime: 'image/png', text: 'the shelf' } }],
      reasons: [
        {
          code: 'MediaTypeNotAllowed',
          message:
            'bill.pdf (application/pdf) was dropped: the supported content profile does not allow it.',
        },
      ],
    });
    expect(first?.content).toHaveLength(1);
    expect(second?.content).toBeUndefined();
    expect(second?.reasons).toMatchObject([{ code: 'MediaTypeNotAllowed' }]);
  });

  it('of other kinds is kept: reactions as such, what nobody knows as unknown', async () => {
    const id = await m.integrate(m.publish(greeting));
    const reactions = [{ reactionType: 'Like', count: 1 }];
    const { body } = await m.call<Body>(
      inboundMessagesOperations.postConversationsMessageInboundOpenMessage,
      {
        params: { integrationId: id },
        query: {},
        body: {
          channel: message('').channel,
          content: [
            { contentType: 'Reactions', reactions },
            { contentType: 'HologramV3', hologram: { depth: 3 } },
            attachment('image/png'),
          ],
        },
      },
    );
    expect(body.content).toHaveLength(1);
    const [kept] = await stored();
    expect(kept?.content).toEqual([
      { contentType: 'Attachment', ...attachment('image/png') },
      { contentType: 'Reactions', reactions },
      { contentType: 'Unknown', hologram: { depth: 3 } },
    ]);
    for (const content of [[{}], [{ contentType: 'Attachment' }], [{ contentType: 7 }]])
      await expect(m.send(id, { channel: message('').channel, content })).rejects.toMatchObject({
        status: 400,
      });
  });

  it('in a shape that no reader expects is unknown, and kept as it came', async () => {
    const id = await m.integrate(m.publish(greeting));
    const good = { contentType: 'Card', card: { title: 'Shelf', actions: [] } };
    const content = [
      { contentType: 'Reactions', reactions: 'Like' },
      { contentType: 'Text', text: { body: { toString: 'x' } } },
      { contentType: 'Card', card: { title: 'No deeds' } },
      { contentType: 'HologramV3', carousel: { cards: 7 } },
      { contentType: 'Unknown', quickReply: 'Yes' },
    ];
    await m.send(id, { channel: message('').channel, content: [...content, good] });
    expect((await stored())[0]?.content).toEqual([
      ...content.map((original) => ({ contentType: 'Unknown', original })),
      good,
    ]);
  });

  it('that answers a structured message names it', async () => {
    const id = await m.integrate(m.publish(greeting));
    const originatingMessageId = 'ab'.repeat(16);
    await m.call(inboundMessagesOperations.postConversationsMessageInboundOpenStructuredResponse, {
      params: { integrationId: id },
      body: {
        channel: message('').channel,
        originatingMessageId,
        buttonResponse: { type: 'QuickReply', text: 'Yes', payload: 'yes' },
      },
    });
    expect((await stored())[0]?.content).toEqual([
      {
        contentType: 'ButtonResponse',
        buttonResponse: { type: 'QuickReply', text: 'Yes', payload: 'yes', originatingMessageId },
      },
    ]);
  });
});
