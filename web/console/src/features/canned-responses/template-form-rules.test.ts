import { describe, expect, it } from 'vitest';
import { formToResponse, responseToForm } from './response-rules.ts';
import { isButton } from './template-form-rules.ts';

const values = {
  ...{ name: 'Appointment', text: '{{day}}?', libraries: ['l1'], defaults: ['day=today'] },
  ...{ kind: 'template', templateName: 'appointment', language: 'en' },
  ...{ above: 'heading', picture: '' },
  ...{ header: 'For {{name}}', footer: 'Your shop' },
  buttons: ['Yes', 'No=opt-n', 'Route=https://x.example/{{place}}', 'Call=tel:+4930'],
};

describe('form of a template', () => {
  it('is sent as the wire spells it and read back the same', () => {
    const sent = formToResponse(values, null);
    expect(sent).toMatchObject({
      responseType: 'MessagingTemplate',
      substitutions: [{ id: 'day', defaultValue: 'today' }, { id: 'name' }, { id: 'place' }],
      messagingTemplate: {
        whatsApp: {
          ...{ name: 'appointment', language: 'en' },
          header: { type: 'Text', content: 'For {{name}}' },
          buttons: [
            { type: 'QuickReply', contentText: 'Yes', content: 'Yes' },
            { type: 'QuickReply', contentText: 'No', content: 'opt-n' },
            { type: 'Url', contentText: 'Route', content: 'https://x.example/{{place}}' },
            { type: 'PhoneNumber', contentText: 'Call', content: '+4930' },
          ],
          messageFooter: { type: 'Text', content: 'Your shop' },
        },
      },
    });
    expect(responseToForm(sent as never, 'l1')).toEqual(values);
  });

  it('keeps a carousel it does not show, and becomes a text when that is chosen', () => {
    const carousel = { cards: [{ cardBodyText: { content: 'A' } }] };
    const whatsApp = { name: 'a', language: 'en', carousel } as never;
    const old = { id: 'r', libraries: [], texts: [], messagingTemplate: { whatsApp } };
    expect(formToResponse(values, old).messagingTemplate?.whatsApp).toMatchObject({ carousel });
    const text = formToResponse({ ...values, kind: 'text' }, old);
    expect(text).not.toHaveProperty('messagingTemplate');
    expect(text.substitutions).toEqual([{ id: 'day', defaultValue: 'today' }]);
  });

  it('shows a heading or a picture above the text, as one of them is chosen', () => {
    const picture = 'https://x.example/a.png';
    const both = { ...values, picture };
    const sent = formToResponse({ ...both, above: 'picture' }, null);
    expect(sent.messagingTemplate?.whatsApp?.header).toEqual({ type: 'Image', content: picture });
    // Places of a heading that is not sent are none of the template.
    expect(sent.substitutions?.map(({ id }) => id)).toEqual(['day', 'place']);
    expect(responseToForm(sent as never, 'l1')).toMatchObject({ above: 'picture', picture });
    const bare = formToResponse({ ...both, above: 'nothing' }, null);
    expect(bare.messagingTemplate?.whatsApp).not.toHaveProperty('header');
    expect(responseToForm(bare as never, 'l1')).toMatchObject({ above: 'nothing' });
    expect([isButton('Yes'), isButton('=x'), isButton(' ')]).toEqual([true, false, false]);
  });
});
