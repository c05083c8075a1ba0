import { derivedHex32, derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import type { ListedMessage } from './conversation.store.ts';
import { toMessageDetails } from './message.view.ts';

const message = (more: Partial<ListedMessage>): ListedMessage => ({
  id: derivedHex32('message'),
  conversationId: derivedUuid('conversation'),
  direction: 'outbound',
  communicationId: derivedUuid('communication'),
  at: '2026-11-22T08:00:00.000Z',
  status: 'sent',
  receipts: null,
  content: null,
  ...more,
});

const failed = (message: string, code?: string) => ({
  status: 'Failed',
  reasons: [{ message, ...(code ? { code } : {}) }],
});

describe('a message among those of a communication', () => {
  it('says why it failed, by the last failed receipt', () => {
    const receipts = [failed('first'), failed('opted out', 'RecipientOptedOut')];
    const details = toMessageDetails(message({ status: 'delivery-failed', receipts }));
    expect(details).toMatchObject({
      messageStatus: 'delivery-failed',
      errorInfo: { code: 'RecipientOptedOut', message: 'opted out' },
    });
  });

  it('has a reason where the channel gives none, and no word of it once it arrived', () => {
    const silent = message({ status: 'delivery-failed', receipts: [{ status: 'Failed' }] });
    expect(toMessageDetails(silent).errorInfo).toMatchObject({ message: 'GeneralError' });
    const arrived = message({ status: 'delivery-success', receipts: [failed('first')] });
    expect(toMessageDetails(arrived)).not.toHaveProperty('errorInfo');
  });
});
