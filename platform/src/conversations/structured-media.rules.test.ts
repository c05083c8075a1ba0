import type { WebhookContent } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { allowsMedia } from '../messaging/index.ts';
import { refusedMedia } from './structured-media.rules.ts';

const card = (image: string): WebhookContent => ({
  contentType: 'Card',
  card: { title: 'x', image, actions: [] },
});
const video = (url: string): WebhookContent => ({
  contentType: 'Card',
  card: { title: 'x', video: url, actions: [] },
});
const datePicker = (imageUrl: string): WebhookContent => ({
  contentType: 'DatePicker',
  datePicker: { imageUrl },
});
const listPicker = (own: object): WebhookContent => ({
  contentType: 'ListPicker',
  listPicker: { sections: [{ items: [{ id: '1', title: 'x', ...own }] }] },
});
const at = (name: string) => `https://x.example/${name}`;
const outbound = (...types: string[]) => ({
  allow: { inbound: [], outbound: types.map((type) => ({ type })) },
});
const pictures = outbound('image/jpeg', 'image/png', 'image/gif');
const refused = (content: WebhookContent, types = pictures) =>
  refusedMedia(types, [content], allowsMedia);

describe('media that structured content shows', () => {
  it.each([
    ['a.svg', 'image/svg+xml'],
    ['a.BMP', 'image/bmp'],
    ['a.avif', 'image/avif'],
    ['a.tiff?b=c.png', 'image/tiff'],
    ['a.heic', 'image/heic'],
    ['a.mov', 'video/quicktime'],
    ['a.pdf', 'application/pdf'],
  ])('is refused when it is none of the allowed: %s', (name, mime) => {
    expect(refused(card(at(name)))).toEqual([mime]);
  });

  it('passes where its type, or any of its kind, is allowed', () => {
    for (const name of ['a.png', 'a.JPG', 'picture?id=a.svg', 'v1.2/picture'])
      expect(refused(card(at(name)))).toEqual([]);
    expect(refused(card(at('a.svg')), outbound('image/*'))).toEqual([]);
    expect(refused(card(at('a.xyz')), outbound('*/*'))).toEqual([]);
    expect(refused(video(at('a.mov')), outbound('video/mp4'))).toEqual(['video/quicktime']);
    expect(refused(video(at('a.mkv')), outbound('video/mp4'))).toEqual(['video/x-matroska']);
    expect(refused(video(at('a.mp4')), outbound('video/mp4'))).toEqual([]);
  });

  it('is looked for in pickers too', () => {
    const message = { imageUrl: at('c.svg') };
    const picker = {
      contentType: 'ListPicker' as const,
      listPicker: { sections: [], receivedMessage: message, replyMessage: message },
    };
    expect(refused(datePicker(at('a.svg')))).toEqual(['image/svg+xml']);
    expect(refused(listPicker({ imageUrl: at('b.bmp') }))).toEqual(['image/bmp']);
    expect(refused(picker)).toEqual(['image/svg+xml', 'image/svg+xml']);
    expect(refused(datePicker(at('a.png')))).toEqual([]);
    expect(refused(listPicker({}))).toEqual([]);
  });
});
