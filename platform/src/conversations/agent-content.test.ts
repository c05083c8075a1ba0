import {
  type MessageData,
  conversationMessagesOperations as messages,
  responsesOperations as responses,
} from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { cannedResponseHandlers } from '../responses/index.ts';
import { checkedCallerOf, testDirectory, testPrincipal } from '../testing/index.ts';
import { useAgentWork } from './agent-work.testing.ts';
import { anna, here, integrationId, there } from './conversation.testing.ts';

const work = useAgentWork();
const { connected } = work;

const sendAs = (params: Record<string, string>, body: object, headers = {}) =>
  work.started.user(anna.id)<MessageData>(messages.postConversationsMessageCommunicationMessages, {
    params,
    body: { textBody: '', ...body },
    headers,
  });

/** What the integration's webhook is given. */
const sent = () =>
  work.started.work.map(({ payload }) => JSON.parse((payload as { body: string }).body));

const reply = (text: string, payload = text) => ({
  contentType: 'QuickReply',
  quickReply: { text, payload },
});
const card = (more: object = {}) => ({
  title: 'Plan',
  actions: [{ type: 'Postback', text: 'Take', payload: 'take' }],
  ...more,
});
const oneCard = (more: object = {}) => ({ contentType: 'Card', card: card(more) });

const newTemplate = async (org: string, whatsApp: object = {}) => {
  const handlers = cannedResponseHandlers({
    ...{ db: work.db, ids: work.started.ids, clock: work.started.clock },
    directory: testDirectory({ [here]: [], [there]: [] }),
    audit: async () => {},
  });
  const admin = checkedCallerOf(handlers, testPrincipal(org));
  const { body: library } = await admin<{ id: string }>(responses.postResponsemanagementLibraries, {
    body: { name: `Templates ${work.started.ids.uuid()}` },
  });
  const { body } = await admin<{ id: string }>(responses.postResponsemanagementResponses, {
    body: {
      ...{ name: 'Appointment', libraries: [{ id: library.id }] },
      responseType: 'MessagingTemplate',
      texts: [{ content: '{{day}} at noon?', contentType: 'text/plain', type: 'body' }],
      messagingTemplate: {
        whatsApp: {
          ...{ name: 'appointment', language: 'en' },
          buttons: [{ type: 'QuickReply', contentText: 'Yes', content: 'yes' }],
          ...whatsApp,
        },
      },
    },
  });
  return body.id;
};

describe('structured content of an agent', () => {
  it('goes to the channel as quick replies with their question, once per key', async () => {
    const { id, params } = await connected();
    const content = [reply('Yes', 'opt-y'), reply('No', 'opt-n')];
    const body = { textBody: 'Sure?', content };
    const first = await sendAs(params, body, { 'idempotency-key': 'k' });
    const again = await sendAs(params, body, { 'idempotency-key': 'k' });
    expect(first.body).toMatchObject({
      ...{ direction: 'outbound', textBody: 'Sure?', createdBy: { id: anna.id } },
      normalizedMessage: { type: 'Structured', text: 'Sure?', content, originatingEntity: 'Human' },
    });
    expect(again.body).toEqual(first.body);
    expect(sent()).toMatchObject([
      { type: 'Structured', text: 'Sure?', content, conversationId: id, direction: 'Outbound' },
    ]);
    const { body: read } = await work.started.as()<MessageData>(
      messages.getConversationsMessageMessage,
      { params: { conversationId: id, messageId: first.body.id as string } },
    );
    expect(read.normalizedMessage?.content).toEqual(content);
  });

  it('loses characters that nothing can store, and can be read', async () => {
    const { id, params } = await connected();
    const content = [reply('Y\u0000es', 'opt\u0000-y')];
    const { body } = await sendAs(params, { textBody: 'Su\u0000re?', content });
    const expected = { text: 'Sure?', content: [reply('Yes', 'opt-y')] };
    expect(body.normalizedMessage).toMatchObject(expected);
    const read = await work.started.as()<MessageData>(messages.getConversationsMessageMessage, {
      params: { conversationId: id, messageId: body.id as string },
    });
    expect(read.body.normalizedMessage).toMatchObject(expected);
    expect(sent()).toMatchObject([expected]);
  });

  it('goes as a card and as a carousel', async () => {
    const { params } = await connected();
    const carousel = { contentType: 'Carousel', carousel: { cards: [card(), card()] } };
    await sendAs(params, { content: [oneCard({ image: 'https://x.example/a.png' })] });
    await sendAs(params, { textBody: 'Choose', content: [carousel] });
    expect(sent()).toMatchObject([
      { type: 'Structured', content: [{ card: { title: 'Plan' } }] },
      { type: 'Structured', text: 'Choose', content: [carousel] },
    ]);
    expect(sent()[0]).not.toHaveProperty('text');
  });

  it.each([
    ['quick replies without a question', { content: [reply('Yes')] }],
    ['two kinds at once', { textBody: 'x', content: [reply('Yes'), oneCard()] }],
    ['two cards outside a carousel', { content: [oneCard(), oneCard()] }],
    ['an address that is no web address', { content: [oneCard({ image: 'javascript:1' })] }],
    ['a link without address', { content: [oneCard({ actions: [{ type: 'Link', text: 'x' }] })] }],
    ['content of a kind that agents do not send', { content: [{ contentType: 'Push' }] }],
    ['content that is no list', { content: 'x' }],
    [
      'too many replies',
      { textBody: 'x', content: Array.from({ length: 26 }, (_, i) => reply(`${i}`)) },
    ],
    ['files and structured content', { content: [oneCard()], mediaIds: [derivedUuid('m')] }],
    ['a template and a text', { textBody: 'x', messagingTemplate: { responseId: 'x' } }],
    ['a template that nobody wrote', { messagingTemplate: { responseId: derivedUuid('none') } }],
    ['a template without a name', { messagingTemplate: {} }],
  ])('is refused for %s, and nothing is stored', async (_, body) => {
    const { params } = await connected();
    await expect(sendAs(params, body)).rejects.toMatchObject({ status: 400 });
    expect(await work.db.query("select 1 from message where direction = 'outbound'")).toEqual([]);
    expect(work.started.work).toEqual([]);
  });

  it('shows only pictures that the supported content profile lets out', async () => {
    const { params } = await connected();
    const refused = { status: 400, code: 'media.type.not.allowed' };
    for (const more of [{ image: 'https://x.example/a.webp' }, { video: 'https://x.example/a' }])
      await expect(sendAs(params, { content: [oneCard(more)] })).rejects.toMatchObject(refused);
    const responseId = await newTemplate(here, {
      header: { type: 'Image', content: 'https://x.example/a.gif' },
    });
    await expect(
      sendAs(params, {
        messagingTemplate: { responseId, bodyParameters: [{ id: 'day', value: 'Monday' }] },
      }),
    ).rejects.toMatchObject(refused);
    expect(sent()).toEqual([]);
    await sendAs(params, { content: [oneCard({ image: 'https://x.example/picture?id=1' })] });
    expect(sent()).toHaveLength(1);
  });
});

describe('a messaging template', () => {
  const messagingTemplate = (responseId: string) => ({
    responseId,
    bodyParameters: [{ id: 'day', value: 'Monday' }],
  });
  const expected = {
    type: 'Structured',
    content: [
      {
        contentType: 'Notification',
        template: {
          id: 'appointment',
          body: { text: 'Monday at noon?', parameters: [{ name: 'day', text: 'Monday' }] },
          buttons: [{ type: 'QuickReply', index: 0, text: 'Yes', payload: 'yes' }],
        },
      },
    ],
  };

  it('is sent by an agent, filled in; one of another organisation is not there', async () => {
    const { params } = await connected();
    const mine = await newTemplate(here);
    const foreign = await newTemplate(there);
    await sendAs(params, { messagingTemplate: messagingTemplate(mine) });
    expect(sent()).toMatchObject([{ ...expected, originatingEntity: 'Human' }]);
    await expect(
      sendAs(params, { messagingTemplate: messagingTemplate(foreign) }),
    ).rejects.toMatchObject({ status: 400, message: expect.stringContaining('no response') });
    await expect(sendAs(params, { messagingTemplate: { responseId: mine } })).rejects.toMatchObject(
      { status: 400, message: expect.stringContaining('"day"') },
    );
    const endless = { responseId: mine, parameters: [{ id: 'day', value: 'x'.repeat(1995) }] };
    await expect(sendAs(params, { messagingTemplate: endless })).rejects.toMatchObject({
      ...{ status: 400, message: expect.stringContaining('2000 characters') },
    });
    expect(sent()).toHaveLength(1);
  });

  it('is sent without an agent', async () => {
    const responseId = await newTemplate(here);
    const { body } = await work.started.as()<{ message: MessageData }>(
      messages.postConversationsMessagesAgentless,
      {
        body: {
          ...{ fromAddress: integrationId, toAddress: 'dora', toAddressMessengerType: 'open' },
          messagingTemplate: messagingTemplate(responseId),
        },
      },
    );
    expect(body.message.normalizedMessage).toMatchObject(expected);
    expect(sent()).toMatchObject([{ ...expected, originatingEntity: 'Bot' }]);
  });
});
