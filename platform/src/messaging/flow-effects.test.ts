import { Writable } from 'node:stream';
import { OutboundWebhook } from '@tandem/contract';
import type { FlowInput } from '@tandem/flows';
import { createLog } from '@tandem/kit';
import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { action, fakeCalls, flowOf, request, response, say, talk } from './flow-runs.fixture.ts';
import { type MessagingFixture, startMessaging } from './messaging.fixture.ts';

const card = (title: string) => ({
  title,
  description: `About ${title}`,
  imageUrl: 'https://img.example/1.png',
  button1Text: 'Take it',
  button1Value: `take ${title}`,
  button2Text: 'More',
  button2Type: 'Link',
  button2Value: 'https://shop.example/more',
});

const wireCard = (title: string) => ({
  title,
  description: `About ${title}`,
  image: 'https://img.example/1.png',
  actions: [
    { type: 'Postback', text: 'Take it', payload: `take ${title}` },
    { type: 'Link', text: 'More', url: 'https://shop.example/more' },
  ],
});

describe('what message flows do', () => {
  let m: MessagingFixture;
  afterEach(() => m[Symbol.asyncDispose]());

  it.each([
    [
      'quick replies',
      { content: 'quickReplies', quickReplies: [{ text: 'Yes', payload: 'y' }, { text: 'No' }] },
      [
        { contentType: 'QuickReply', quickReply: { text: 'Yes', payload: 'y', action: 'Message' } },
        { contentType: 'QuickReply', quickReply: { text: 'No', payload: 'No', action: 'Message' } },
      ],
    ],
    [
      'a card',
      { content: 'card', cards: [card('A')] },
      [{ contentType: 'Card', card: wireCard('A') }],
    ],
    [
      'a carousel',
      { content: 'carousel', cards: [card('A'), card('B')] },
      [{ contentType: 'Carousel', carousel: { cards: [wireCard('A'), wireCard('B')] } }],
    ],
  ])('send %s as the wire spells it, and keep it so', async (_, settings, content) => {
    m = await startMessaging();
    const flow = flowOf([action('rich', 'sendResponse', { text: 'Choose', ...settings })]);
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.say('hi');
    const expected = {
      type: 'Structured',
      text: 'Choose',
      content,
      direction: 'Outbound',
      originatingEntity: 'Bot',
    };
    expect(m.webhook().json).toMatchObject(expected);
    const [stored] = await m.db.query("select body from message where direction = 'outbound'");
    expect(stored?.['body']).toEqual(m.webhook().json);
  });

  /** What a flow with one message sends, checked by the contract of webhooks. */
  const sent = async (settings: object) => {
    m = await startMessaging();
    const flow = flowOf([action('rich', 'sendResponse', { text: 'Choose', ...settings })]);
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.say('hi');
    const { json } = m.webhook();
    expect([...Value.Errors(OutboundWebhook, json)]).toEqual([]);
    return json;
  };

  it('send a list to choose from', async () => {
    const body = await sent({
      content: 'listPicker',
      pickerTitle: 'Plans',
      pickerSubtitle: 'All with a trial',
      multipleSelection: true,
      listItems: [{ title: 'Gold', subtitle: '9 €', payload: 'plan-gold' }, { title: 'Free' }],
    });
    expect(body).toMatchObject({ type: 'Structured', text: 'Choose' });
    expect(body['content']).toEqual([
      {
        contentType: 'ListPicker',
        listPicker: {
          sections: [
            {
              title: 'Plans',
              multipleSelection: true,
              items: [
                { id: 'plan-gold', title: 'Gold', subtitle: '9 €' },
                { id: 'Free', title: 'Free' },
              ],
            },
          ],
          receivedMessage: { title: 'Plans', subtitle: 'All with a trial' },
        },
      },
    ]);
  });

  it('send times to choose from, in the time of the wire', async () => {
    const body = await sent({
      content: 'datePicker',
      pickerTitle: 'Call back',
      earliest: '2026-02-01',
      times: [{ at: '2026-02-01T10:00:00+01:00', minutes: 15 }, { at: '2026-02-02T09:30:00Z' }],
    });
    expect(body['content']).toEqual([
      {
        contentType: 'DatePicker',
        datePicker: {
          title: 'Call back',
          dateMinimum: '2026-02-01T00:00:00.000Z',
          availableTimes: [
            { dateTime: '2026-02-01T09:00:00.000Z', duration: 900 },
            { dateTime: '2026-02-02T09:30:00.000Z', duration: 1800 },
          ],
        },
      },
    ]);
  });

  it('send a template of the channel, with the text as its body', async () => {
    const body = await sent({
      text: 'Your parcel {{ message.text }} is here.',
      content: 'template',
      templateId: 'parcel_here',
      templateLanguage: 'en',
      templateHeader: 'Good news',
      templateFooter: 'Your shop',
      templateParameters: [{ name: '1', text: '{{ message.text }}' }],
      templateReplies: [{ text: 'Thanks', payload: 'ok' }],
    });
    expect(body['text']).toBeUndefined();
    expect(body['content']).toEqual([
      {
        contentType: 'Notification',
        template: {
          id: 'parcel_here',
          language: 'en',
          header: { type: 'Text', text: 'Good news' },
          body: { text: 'Your parcel hi is here.', parameters: [{ name: '1', text: 'hi' }] },
          buttons: [{ type: 'QuickReply', index: 0, text: 'Thanks', payload: 'ok' }],
          footer: { text: 'Your shop' },
        },
      },
    ]);
  });

  it('fail on a time that is none, and the customer is not left alone', async () => {
    m = await startMessaging();
    const times = [{ at: 'tomorrow' }];
    const settings = { text: 'When?', content: 'datePicker', pickerTitle: 'When?', times };
    const flow = flowOf([action('rich', 'sendResponse', settings)]);
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.say('hi');
    const [message] = await m.db.query("select body from message where direction = 'outbound'");
    expect(message).toBeUndefined();
    const [conversation] = await m.db.query('select ended_at from conversation');
    expect(conversation?.['ended_at']).not.toBeNull();
  });

  const botFlow = (bot: string) =>
    flowOf(
      [
        action('bot', 'callBot', {
          bot,
          text: '{{ message.text }}',
          inputs: [{ name: 'plan', value: 'gold' }],
          results: [{ path: '$.intent', variable: 'intent' }],
        }),
        say('next', 'Next {{ intent }}'),
        say('person', 'A person {{ intent }}'),
        say('broken', 'No bot: {{ bot.result.reason }}'),
        say('error', 'Error {{ error.code }}'),
      ],
      {
        variables: [{ name: 'intent', type: 'String' }],
        edges: [
          { from: 'bot', outlet: 'handover', to: 'person' },
          { from: 'bot', outlet: 'failure', to: 'broken' },
          { from: 'bot', outlet: 'error', to: 'error' },
          { from: 'next', outlet: 'next', to: 'end' },
          { from: 'person', outlet: 'next', to: 'end' },
          { from: 'broken', outlet: 'next', to: 'end' },
          { from: 'error', outlet: 'next', to: 'end' },
        ],
      },
    );
  const withEnd = (bot: string) => {
    const flow = botFlow(bot);
    return { ...flow, actions: [...flow.actions, action('end', 'end')] };
  };

  it.each<[string, FlowInput, readonly unknown[]]>([
    [
      'answers',
      response({
        messages: ['Hi', { text: 'Which?', quickReplies: ['Red'] }],
        intent: 'colour',
      }),
      ['Hi', 'Which?', 'Next colour'],
    ],
    [
      'asks for a person',
      response({ messages: [], intent: 'help', handover: { queue: 'x' } }),
      ['A person help'],
    ],
    ['is broken', response('no', 500), ['No bot: HTTP 500']],
    ['says what is no JSON', response('no'), ['No bot: The answer is not JSON.']],
    [
      'is away',
      { kind: 'failed', code: 'http.unreachable', message: 'Nobody there.' },
      ['No bot: Nobody there.'],
    ],
  ])('ask a bot that %s', async (_, answer, heard) => {
    const { calls, made } = fakeCalls(() => answer);
    m = await startMessaging({ calls });
    const ada = talk(m, await m.integrate(m.publish(withEnd('https://bot.example/turn'))));
    const { conversationId } = await ada.say('hi');
    expect(ada.heard()).toEqual(heard);
    const [call] = made;
    if (call?.effect.kind !== 'httpRequest') throw new Error('no request');
    const { request: sent } = call.effect;
    expect(sent).toMatchObject({
      method: 'POST',
      target: { kind: 'url', url: 'https://bot.example/turn' },
      idempotencyKey: true,
      timeoutMs: 10_000,
    });
    if (sent.body?.kind !== 'text') throw new Error('no body');
    expect(JSON.parse(sent.body.text)).toEqual({
      userId: 'ada',
      sessionId: conversationId,
      locale: 'en',
      canHandOver: true,
      text: 'hi',
      data: { plan: 'gold' },
    });
  });

  it('send no file of a bot that the content profile does not let out, and say so', async () => {
    const file = (contentType: string) => ({
      text: 'See',
      attachments: [{ contentType, contentUrl: 'https://bot.example/file', name: 'file' }],
    });
    const answer = response({ messages: [file('image/png'), file('application/pdf')] });
    m = await startMessaging({ calls: fakeCalls(() => answer).calls });
    const ada = talk(m, await m.integrate(m.publish(withEnd('https://bot.example/turn'))));
    await ada.say('hi');
    expect(ada.heard()).toEqual(['See', 'Next ']);
    const stored = await m.db.query(
      `select status, receipts from message where direction = 'outbound' order by seq`,
    );
    expect(stored.map(({ status }) => status)).toEqual(['sent', 'delivery-failed', 'sent']);
    expect(stored[1]?.['receipts']).toMatchObject([
      {
        status: 'Failed',
        reasons: [
          { code: 'MediaTypeNotAllowed', message: expect.stringContaining('application/pdf') },
        ],
      },
    ]);
  });

  it('ask a bot through a connector, and fail for one that is neither', async () => {
    const { calls, made } = fakeCalls(() => response({ messages: ['Hello'] }));
    m = await startMessaging({ calls });
    const ada = talk(m, await m.integrate(m.publish(withEnd('connector:Bots/turn'))));
    await ada.say('hi');
    expect(made[0]?.effect).toMatchObject({
      request: { target: { kind: 'connector', connector: 'Bots', path: '/turn' } },
    });
    const bob = talk(m, await m.integrate(m.publish(withEnd('{{ message.text }}'))), 'bob');
    await bob.say('whoever');
    expect(bob.heard()).toEqual(['Error bot.unknown']);
    expect(made).toHaveLength(1);
  });

  it('sign a session in, hand its reference on, and forget it when the run is over', async () => {
    const { calls, made, forgotten } = fakeCalls(({ effect }) =>
      effect.kind === 'authenticate'
        ? { kind: 'result', outlet: 'next' }
        : response({ entities: [{ id: 'u1', name: 'Grace' }] }),
    );
    m = await startMessaging({ calls });
    const flow = flowOf([
      action('auth', 'oauthAuthentication', {
        authenticationType: 'connection',
        connection: 'CC',
        session: 'Default',
      }),
      request('http', { useAuthenticatedEndpoint: false }),
      say('done', 'done'),
    ]);
    const ada = talk(m, await m.integrate(m.publish(flow)));
    const { conversationId } = await ada.say('hi');
    expect(ada.heard()).toEqual(['done']);
    expect(made.map(({ effect }) => effect.kind)).toEqual(['authenticate', 'httpRequest']);
    expect(made[1]?.origin.sessions).toEqual({
      Default: { session: 'Default', type: 'connection', connection: 'CC' },
    });
    const workflow = (await m.participants(conversationId)).find(
      ({ purpose }) => purpose === 'workflow',
    );
    expect(made[0]?.origin.run).toBe(workflow?.id);
    expect(forgotten).toEqual([workflow?.id]);
  });

  it.each([
    ['says', say('act', '{{ message.text | slice(0,1) }}!')],
    [
      'notes of the customer',
      action('act', 'setParticipantData', {
        attributes: [{ name: 'first', value: '{{ message.text | slice(0,1) }}' }],
      }),
    ],
    [
      'shows to the agent',
      action('act', 'setScreenPop', {
        script: 'x',
        inputs: [{ name: 'first', value: '{{ message.text | slice(0,1) }}' }],
      }),
    ],
    [
      'keeps',
      action('act', 'setVariable', {
        assignments: [{ variable: 'first', value: '{{ message.text | slice(0,1) }}' }],
      }),
    ],
  ])('%s half a character without making its rows unreadable', async (_, act) => {
    m = await startMessaging();
    const flow = flowOf([act, action('rest', 'waitForInput')], {
      variables: [{ name: 'first', type: 'String' }],
    });
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.say('😀 hi');
    const texts = [
      ...["doc->>'endedAt' from participant", "body->>'type' from message"],
      ...["state->>'x' from thread", "data->>'x' from event_log"],
    ];
    for (const text of texts) await m.db.query(`select ${text}`);
    expect(m.webhooks.every(({ json }) => JSON.stringify(json).isWellFormed())).toBe(true);
    expect(JSON.stringify(m.webhooks.map(({ json }) => json))).not.toContain('\\ud83d');
  });

  it('log one line, without secrets', async () => {
    const lines: string[] = [];
    const stream = new Writable({
      write: (chunk, _, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    m = await startMessaging({ log: createLog({ level: 'info', destination: stream }) });
    const flow = flowOf(
      [
        action('note', 'log', { level: 'warning', message: 'Order of {{ customer.id }}' }),
        action('out', 'log', { message: 'pin {{ copy }}' }),
      ],
      {
        variables: [
          { name: 'pin', type: 'String', secure: true, initial: '81237' },
          { name: 'copy', type: 'String', initial: '81237' },
        ],
      },
    );
    const ada = talk(m, await m.integrate(m.publish(flow)));
    const { conversationId } = await ada.say('hi');
    const told = lines.filter((line) => line.includes('log of a message flow'));
    expect(told).toHaveLength(2);
    expect(JSON.parse(told[0] ?? '')).toMatchObject({
      level: expect.anything(),
      conversationId,
      text: 'Order of ada',
    });
    expect(lines.join('')).not.toContain('81237');
  });
});
