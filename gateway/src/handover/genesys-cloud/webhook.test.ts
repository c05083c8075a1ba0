import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGenesysWebhook } from './webhook.rules.ts';

const channel = { id: 'int', to: { id: 'user' }, from: { id: 'int', nickname: 'Tandem' } };
const read = (fields: object) =>
  readGenesysWebhook({ id: 'm1', channel, type: 'Text', direction: 'Outbound', ...fields });

describe('webhook bodies', () => {
  it('reads a text of an agent and one of the flow', () => {
    expect(read({ text: 'Hi', originatingEntity: 'Human', conversationId: 'c' })).toMatchObject({
      integrationId: 'int',
      conversationId: 'user',
      dedupe: { messageId: 'm1', kind: 'Text', status: '' },
      event: { kind: 'message', from: 'agent', remoteConversation: 'c', activity: { text: 'Hi' } },
    });
    expect(read({ text: 'Connected', originatingEntity: 'Bot' })?.event).toMatchObject({
      from: 'flow',
    });
  });

  it('keeps the caption of an attachment', () => {
    const attachment = {
      mediaType: 'Image',
      url: 'https://x.example/a.png',
      mime: 'image/png',
      filename: 'a.png',
    };
    const content = [{ contentType: 'Attachment', attachment }];
    expect(read({ text: 'Look', content })?.event).toMatchObject({
      activity: {
        text: 'Look',
        attachments: [
          { contentType: 'image/png', contentUrl: 'https://x.example/a.png', name: 'a.png' },
        ],
      },
    });
  });

  it('leaves out addresses that are not of the web', () => {
    const attachment = { mediaType: 'Image', url: 'javascript:alert(1)', mime: 'image/png' };
    const event = read({ content: [{ contentType: 'Attachment', attachment }] })?.event;
    expect(event).toMatchObject({ kind: 'unknown' });
  });

  it('turns quick replies, cards and pickers into what chats can show', () => {
    const quick = { contentType: 'QuickReply', quickReply: { text: 'Yes', payload: 'y' } };
    const card = {
      title: 'T',
      description: 'D',
      actions: [{ type: 'Link', text: 'Go', url: 'https://x.example' }],
    };
    const event = read({
      type: 'Structured',
      text: 'Choose',
      content: [quick, { contentType: 'Carousel', carousel: { cards: [card, card] } }],
    })?.event;
    expect(event).toMatchObject({
      activity: {
        suggestedActions: { actions: [{ type: 'messageBack', title: 'Yes', value: 'y' }] },
        attachmentLayout: 'carousel',
        attachments: [
          {
            contentType: 'application/vnd.microsoft.card.hero',
            content: {
              title: 'T',
              text: 'D',
              buttons: [{ type: 'openUrl', value: 'https://x.example' }],
            },
          },
          { contentType: 'application/vnd.microsoft.card.hero' },
        ],
      },
    });
  });

  it('reads typing, receipts and what it does not know', () => {
    const typing = { eventType: 'Typing', typing: { type: 'On', duration: 3000 } };
    expect(read({ type: 'Event', events: [typing] })?.event).toEqual({
      kind: 'typing',
      durationMs: 3000,
    });
    const receipt = read({
      type: 'Receipt',
      status: 'Failed',
      reasons: [{ message: 'no' }],
      direction: 'Inbound',
    });
    expect(receipt?.event).toEqual({
      kind: 'receipt',
      messageId: 'm1',
      status: 'failed',
      reason: 'no',
    });
    expect(read({ type: 'Surprise' })?.event).toEqual({ kind: 'unknown', type: 'Surprise' });
  });

  it('finds the customer of a receipt whichever way round it is addressed', () => {
    const turned = { id: 'int', to: { id: 'int' }, from: { id: 'user' } };
    expect(read({ type: 'Receipt', status: 'Published', channel: turned })?.conversationId).toBe(
      'user',
    );
    expect(read({ type: 'Receipt', status: 'Published' })?.conversationId).toBe('user');
  });

  it('never throws, whatever the body holds', () => {
    const shaped = fc.record(
      {
        id: fc.anything(),
        type: fc.oneof(fc.constantFrom('Text', 'Structured', 'Event', 'Receipt'), fc.anything()),
        text: fc.anything(),
        status: fc.anything(),
        reasons: fc.anything(),
        events: fc.array(fc.anything()),
        content: fc.array(
          fc.oneof(
            fc.anything(),
            fc.record({
              contentType: fc.constantFrom('Card', 'Carousel', 'QuickReply', 'Attachment'),
              card: fc.anything(),
              carousel: fc.anything(),
              quickReply: fc.anything(),
              attachment: fc.anything(),
            }),
          ),
        ),
        channel: fc.oneof(
          fc.anything(),
          fc.record({ id: fc.string(), to: fc.anything(), from: fc.anything() }),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(shaped, fc.anything()), (body) => {
        const webhook = readGenesysWebhook(body);
        if (webhook?.event.kind === 'message')
          expect(JSON.parse(JSON.stringify(webhook.event.activity)).type).toBe('message');
      }),
      { numRuns: 2000 },
    );
  });
});
