import { describe, expect, it } from 'vitest';
import type { Conversation } from './conversation-rules.ts';
import {
  history,
  type MessageData,
  messageDetails,
  safeLink,
  startsDay,
  transcript,
  unreadIds,
} from './message-rules.ts';

const data = (id: string, time: string, more: Partial<MessageData> = {}): MessageData => ({
  id,
  timestamp: time,
  textBody: id,
  status: 'sent',
  direction: 'outbound',
  ...more,
});
const conversation: Conversation = {
  id: 'c',
  participants: [
    { purpose: 'customer', messages: [{ messageId: 'm1', messageStatus: 'received' }] },
    { purpose: 'workflow', messages: [{ messageId: 'm2' }] },
    {
      purpose: 'agent',
      name: 'Berk',
      messages: [
        {
          messageId: 'm3',
          messageStatus: 'delivery-failed',
          errorInfo: { message: 'No route', code: 'x', status: 400 },
        },
      ],
    },
  ],
};
const known = {
  m3: data('m3', '2026-01-02T00:00:00Z', { createdBy: { id: 'u', name: 'Ada', version: 1 } }),
  m1: data('m1', '2026-01-01T10:00:00Z', { direction: 'inbound' }),
};

describe('messages', () => {
  it('reads only what is not at hand', () => {
    expect(unreadIds(messageDetails(conversation), known)).toEqual(['m2']);
  });

  it('orders by time, tells sides apart and takes delivery from the participant', () => {
    const all = history(conversation, { ...known, m2: data('m2', '2026-01-01T11:00:00Z') });
    expect(all.map(({ id, side, delivery }) => [id, side, delivery])).toEqual([
      ['m1', 'customer', 'sent'],
      ['m2', 'bot', 'sent'],
      ['m3', 'agent', 'failed'],
    ]);
    expect(all[2]).toMatchObject({ author: 'Ada', problem: { kind: 'other', text: 'No route' } });
  });

  it('says what was dropped on the way in, and nothing of receipts on the way out', () => {
    const normalizedMessage = {
      type: 'Text' as const,
      reasons: [{ code: 'MediaTypeNotAllowed' as const, message: 'a.pdf was dropped' }],
    };
    const both = {
      m1: data('m1', '2026-01-01T10:00:00Z', { direction: 'inbound', normalizedMessage }),
      m3: data('m3', '2026-01-02T00:00:00Z', { normalizedMessage }),
    };
    expect(history(conversation, both).map(({ notes }) => notes)).toEqual([
      [{ kind: 'other', message: 'a.pdf was dropped' }],
      [],
    ]);
  });

  it('names the author by the participant when the message does not', () => {
    const nameless = { m3: data('m3', '2026-01-02T00:00:00Z') };
    expect(history(conversation, nameless)[0]?.author).toBe('Berk');
  });

  it('shows a sent message before the conversation names it', () => {
    const early = data('m9', '2026-01-03T00:00:00Z');
    expect(history(conversation, { m9: early }).map(({ id }) => id)).toEqual(['m9']);
  });

  it('begins a day where the date changes', () => {
    const [first, second] = history(conversation, known);
    if (!first || !second) throw new Error('Two messages are expected.');
    expect(startsDay(first, undefined)).toBe(true);
    expect(startsDay(first, first)).toBe(false);
    expect(startsDay(second, first)).toBe(true);
  });

  it('writes a transcript with attachments', () => {
    const attachment = { mediaType: 'Image', filename: 'cat.png' } as const;
    const normalizedMessage = {
      type: 'Text',
      text: 'see',
      content: [{ contentType: 'Attachment', attachment }],
    } as const;
    const message = data('m1', '2026-01-01T10:00:00Z', {
      direction: 'inbound',
      normalizedMessage: normalizedMessage as never,
    });
    expect(transcript(history(conversation, { m1: message }), () => 'Selin')).toBe(
      '2026-01-01T10:00:00Z Selin: see [cat.png]',
    );
  });

  it.each([
    ['https://a.test/x', true],
    ['/api/v2/downloads/1', true],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['//evil.test', false],
    [undefined, false],
  ])('opens %s: %s', (url, opened) => {
    expect(safeLink(url) !== undefined).toBe(opened);
  });
});
