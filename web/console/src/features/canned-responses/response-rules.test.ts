import { describe, expect, it } from 'vitest';
import { formToResponse, isDefault, placesIn, responseToForm } from './response-rules.ts';

describe('form of a canned response', () => {
  it('makes every place of the text a substitution, with the default that was given', () => {
    const sent = formToResponse(
      {
        name: ' Hello ',
        text: 'Hello {{customer.firstName}}, order {{ orderNumber }} of {{customer.firstName}}',
        libraries: ['l1', 'l2'],
        defaults: ['customer.firstName = you', 'unused=x'],
      },
      null,
    );
    expect(sent).toEqual({
      name: 'Hello',
      libraries: [{ id: 'l1' }, { id: 'l2' }],
      texts: [
        {
          content:
            'Hello {{customer.firstName}}, order {{ orderNumber }} of {{customer.firstName}}',
          contentType: 'text/plain',
          type: 'body',
        },
      ],
      substitutions: [{ id: 'customer.firstName', defaultValue: 'you' }, { id: 'orderNumber' }],
    });
  });

  it('keeps what it does not show', () => {
    const old = {
      id: 'r',
      version: 3,
      name: 'Hello',
      libraries: [{ id: 'l1' }],
      texts: [
        { content: 'About', type: 'subject' as const },
        { content: 'Hi {{a}}', type: 'body' as const },
      ],
      substitutions: [{ id: 'a', description: 'A name', defaultValue: 'Ann' }],
      interactionType: 'chat' as const,
    };
    const form = responseToForm(old, 'other');
    expect(form).toMatchObject({
      kind: 'text',
      name: 'Hello',
      text: 'Hi {{a}}',
      libraries: ['l1'],
      defaults: ['a=Ann'],
    });
    expect(formToResponse({ ...form, defaults: [] }, old)).toMatchObject({
      version: 3,
      interactionType: 'chat',
      texts: [{ content: 'About' }, { content: 'Hi {{a}}' }],
      substitutions: [{ id: 'a', description: 'A name' }],
    });
  });

  it('tells places and defaults', () => {
    expect(placesIn('{{a}} {{ a }} {b} {{b-c.d}} {{}}')).toEqual(['a', 'b-c.d']);
    expect([isDefault('a=b'), isDefault('a='), isDefault('=b'), isDefault('ab')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
