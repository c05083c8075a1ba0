import { describe, expect, it } from 'vitest';
import {
  buttonTextsOf,
  isTemplate,
  knownValues,
  placesOf,
  previewOf,
  surroundingsOf,
  templateRequest,
} from './template-rules.ts';

const response = {
  id: 'r1',
  name: 'Appointment',
  libraries: [],
  texts: [{ content: '{{customer.firstName}}, {{day}}?', type: 'body' as const }],
  substitutions: [{ id: 'day', defaultValue: 'today' }],
  messagingTemplate: {
    whatsApp: {
      ...{ name: 'a', language: 'en' },
      header: { type: 'Text' as const, content: 'Order {{order}}' },
      buttons: [
        { type: 'QuickReply' as const, contentText: 'Yes {{no}}', content: 'yes' },
        { type: 'Url' as const, contentText: 'Route', content: 'https://x.example/{{place}}' },
      ],
      carousel: { cards: [{ cardBodyText: { content: '{{price}}' } }] },
    },
  },
};

describe('a template at the desk', () => {
  it('has the places of all its texts, filled with what is known', () => {
    expect(isTemplate(response)).toBe(true);
    expect(isTemplate({})).toBe(false);
    expect(placesOf(response)).toEqual(['order', 'customer.firstName', 'day', 'price', 'place']);
    expect(knownValues(response, { 'customer.firstName': 'Ada', place: '' })).toEqual({
      ...{ order: '', 'customer.firstName': 'Ada', day: 'today', price: '', place: '' },
    });
  });

  it('reads as the customer will read it and is sent by its id', () => {
    const values = { 'customer.firstName': 'Ada', day: ' Monday ' };
    expect(previewOf(response, { day: 'Monday' })).toBe('{{customer.firstName}}, Monday?');
    expect(buttonTextsOf(response)).toEqual(['Yes {{no}}', 'Route']);
    expect(templateRequest(response, values)).toEqual({
      responseId: 'r1',
      parameters: [
        { id: 'customer.firstName', value: 'Ada' },
        { id: 'day', value: 'Monday' },
      ],
    });
  });

  it('has what stands around its body: a heading or a picture, a footer; a carousel stands alone', () => {
    const { carousel, ...whatsApp } = response.messagingTemplate.whatsApp;
    const messageFooter = { type: 'Text' as const, content: 'Your shop' };
    const withParts = (parts: object) => ({
      ...response,
      messagingTemplate: { whatsApp: { ...whatsApp, messageFooter, ...parts } },
    });
    const none = { heading: '', picture: '', cards: [], footer: '' };
    expect(surroundingsOf(withParts({}), { order: '7' })).toEqual({
      ...{ ...none, heading: 'Order 7', footer: 'Your shop' },
    });
    const header = { type: 'Image', content: 'https://x.example/a.png' };
    expect(surroundingsOf(withParts({ header }), {})).toEqual({
      ...{ ...none, picture: 'https://x.example/a.png', footer: 'Your shop' },
    });
    expect(surroundingsOf(withParts({ carousel }), { price: '9 €' })).toEqual({
      ...{ ...none, cards: ['9 €'] },
    });
  });
});
