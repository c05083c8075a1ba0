import { describe, expect, it } from 'vitest';
import { messageHops } from './timeline.rules.ts';
import type { TimelineMessage } from './timeline.store.ts';

const summaryOf = (body: object): string | undefined => {
  const message = { id: 'm', at: new Date(0), direction: 'inbound', status: 'received', body };
  return messageHops([message as unknown as TimelineMessage], [])[0]?.summary;
};

describe('a message on the timeline', () => {
  it('is told by its text, and a long one by its beginning', () => {
    expect(summaryOf({ type: 'Text', text: 'Hello' })).toBe('Hello');
    expect(summaryOf({ type: 'Text', text: 'x'.repeat(200) })).toBe(`${'x'.repeat(119)}…`);
  });

  it('is told by what was chosen or sent where it has no text', () => {
    const chosen = {
      contentType: 'ButtonResponse',
      buttonResponse: { type: 'Button', text: 'Gold' },
    };
    expect(summaryOf({ type: 'Structured', content: [chosen] })).toBe('Gold');
    const files = ['a.png', 'b.pdf'].map((filename) => ({
      contentType: 'Attachment',
      attachment: { mediaType: 'File', filename },
    }));
    expect(summaryOf({ type: 'Structured', content: files })).toBe('a.png, b.pdf');
    expect(summaryOf({ type: 'Structured', content: [{ contentType: 'Unknown' }] })).toBe(
      'Structured (1)',
    );
    expect(summaryOf({ type: 'Receipt' })).toBe('Receipt');
  });
});
