import { describe, expect, it } from 'vitest';
import { responseText } from './response-text.ts';

const html = (content: string) => responseText({ content, contentType: 'text/html' });

describe('the text of a canned response', () => {
  it('is as it was written where it is plain', () => {
    expect(responseText({ content: ' 1 < 2 &amp; <b>' })).toBe(' 1 < 2 &amp; <b>');
    expect(responseText({ content: '<p>', contentType: 'text/plain' })).toBe('<p>');
  });

  it('of HTML is what it says, without elements', () => {
    expect(html('<p class="a">Hi {{name}}</p><p>See <b>us</b><br/>soon</p>')).toBe(
      'Hi {{name}}\nSee us\nsoon',
    );
    expect(html('<ul><li>one</li><li>two</li></ul>')).toBe('one\ntwo');
    expect(html('a<!-- no --><style>p{}</style><script>alert("<b>")</script>b')).toBe('ab');
    expect(html('1 < 2 and 3 <3 <a href="x')).toBe('1 < 2 and 3 <3');
  });

  it('of HTML has the characters that are named in it, once', () => {
    expect(html('Gr&uuml;&szlig;e &amp;lt; &lt;b&gt; &#8364;&#x20AC;&euro; &nbsp;&Ccedil;!')).toBe(
      'Grüße &lt; <b> €€€ \u00a0Ç!',
    );
    expect(html('&nosuch; &#0;&#xD800;&#x110000; & ;')).toBe('&nosuch; \ufffd\ufffd\ufffd & ;');
  });

  it('is read in one pass, whatever is left open', () => {
    for (const open of ['<', '<!--', '<a', '<script', '<br ', '&#', '&'])
      expect(html(open.repeat(200_000)).length).toBeLessThanOrEqual(open.length * 200_000);
  }, 20_000);
});
