import type { Response } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { fillTemplate } from './template.rules.ts';
import { checkTemplate } from './template-check.rules.ts';

const whatsApp = {
  ...{ name: 'appointment', language: 'en' },
  header: { type: 'Text' as const, content: 'Hello {{name}}' },
  buttons: [
    { type: 'QuickReply' as const, contentText: 'Yes', content: 'appointment-yes' },
    { type: 'QuickReply' as const, contentText: 'No' },
    { type: 'Url' as const, contentText: 'Route', content: 'https://maps.example/{{place}}' },
    { type: 'PhoneNumber' as const, contentText: 'Call us', content: '+49301' },
  ],
  messageFooter: { type: 'Text' as const, content: 'Your shop' },
};
const template = (more: Partial<Response> = {}) =>
  ({
    name: 'Appointment',
    libraries: [],
    responseType: 'MessagingTemplate',
    texts: [{ content: '{{day}} at {{hour}}, {{day}}?' }],
    substitutions: [{ id: 'day' }, { id: 'hour', defaultValue: 'noon' }],
    messagingTemplate: { whatsApp },
    ...more,
  }) satisfies Response;

const parameters = [
  { id: 'day', value: 'Monday' },
  { id: 'name', value: 'Ada' },
  { id: 'place', value: 'berlin' },
];
const badRequest = (message: RegExp) =>
  expect.objectContaining({ status: 400, message: expect.stringMatching(message) });
const refusal = (run: () => unknown) => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe('a messaging template', () => {
  it('is filled in part by part, with defaults where nothing is given', () => {
    expect(
      fillTemplate(template(), {
        bodyParameters: [{ id: 'day', value: 'Monday' }],
        headerParameters: [{ id: 'name', value: 'Ada' }],
        buttonUrlParameters: [{ id: 'place', value: 'berlin' }],
      }),
    ).toEqual({
      text: null,
      content: [
        {
          contentType: 'Notification',
          template: {
            ...{ id: 'appointment', language: 'en' },
            header: {
              type: 'Text',
              text: 'Hello Ada',
              parameters: [{ name: 'name', text: 'Ada' }],
            },
            body: {
              text: 'Monday at noon, Monday?',
              parameters: [
                { name: 'day', text: 'Monday' },
                { name: 'hour', text: 'noon' },
              ],
            },
            buttons: [
              { type: 'QuickReply', index: 0, text: 'Yes', payload: 'appointment-yes' },
              { type: 'QuickReply', index: 1, text: 'No', payload: 'No' },
              { type: 'Url', index: 2, text: 'Route', url: 'https://maps.example/berlin' },
              { type: 'PhoneNumber', index: 3, text: 'Call us', phoneNumber: '+49301' },
            ],
            footer: { text: 'Your shop' },
          },
        },
      ],
    });
  });

  it('takes the parameters of older clients for every part, and refuses a place that nobody fills in', () => {
    expect(fillTemplate(template(), { parameters }).content[0]).toMatchObject({
      template: { body: { text: 'Monday at noon, Monday?' }, header: { text: 'Hello Ada' } },
    });
    expect(refusal(() => fillTemplate(template(), {}))).toEqual(badRequest(/place "day"/));
  });

  it('with a carousel becomes cards under the text, each with parameters of its own', () => {
    const carousel = {
      cards: ['A', 'B'].map((name) => ({
        header: { type: 'Image', content: `https://x.example/${name}.png` },
        cardBodyText: { content: `${name} for {{price}}\nin stock`, contentType: 'text/plain' },
        buttons: [{ type: 'QuickReply', contentText: 'Take', content: `take-${name}` }],
      })),
    };
    const response = template({
      texts: [{ content: 'Choose' }],
      messagingTemplate: { whatsApp: { ...whatsApp, carousel } as never },
    });
    checkTemplate(response);
    const cardParameters = [
      { index: 1, bodyParameters: [{ id: 'price', value: '2' }] },
      { index: 0, bodyParameters: [{ id: 'price', value: '1' }] },
    ];
    expect(fillTemplate(response, { carouselParameters: { cardParameters } })).toEqual({
      text: 'Choose',
      content: [
        {
          contentType: 'Carousel',
          carousel: {
            cards: [1, 2].map((price) => ({
              title: `${' AB'[price]} for ${price}`,
              description: 'in stock',
              image: `https://x.example/${' AB'[price]}.png`,
              actions: [{ type: 'Postback', text: 'Take', payload: `take-${' AB'[price]}` }],
            })),
          },
        },
      ],
    });
  });

  it('is refused where a channel could not show it, before it is kept', () => {
    const refused = (more: object) =>
      refusal(() =>
        checkTemplate(template({ messagingTemplate: { whatsApp: { ...whatsApp, ...more } } })),
      );
    expect(refusal(() => checkTemplate(template()))).toBeUndefined();
    expect(refused({ buttons: [{ type: 'QuickReply' }] })).toEqual(badRequest(/no text/));
    expect(
      refused({ buttons: [{ type: 'Url', contentText: 'x', content: 'javascript:1' }] }),
    ).toEqual(badRequest(/web address/));
    expect(refused({ header: { type: 'Image', content: 'no' } })).toEqual(
      badRequest(/web address/),
    );
    expect(refused({ carousel: { cards: [] } })).toEqual(badRequest(/1 to 10/));
    expect(refused({ name: ' ' })).toEqual(badRequest(/name/));
    const { messagingTemplate: _, ...bare } = template();
    expect(refusal(() => checkTemplate(bare))).toEqual(badRequest(/missing/));
  });

  it('reads as text where it was written as HTML', () => {
    const html = { contentType: 'text/html' as const };
    const response = template({
      texts: [{ content: '<p>On <b>{{day}}</b>&nbsp;&amp; {{hour}}</p><p>Bye</p>', ...html }],
      messagingTemplate: { whatsApp: { name: 'a', language: 'en' } },
    });
    const given = { parameters: [{ id: 'day', value: '<Monday>' }] };
    expect(fillTemplate(response, given).content[0]).toMatchObject({
      template: { body: { text: 'On <Monday>\u00a0& noon\nBye' } },
    });
    const carousel = { cards: [{ cardBodyText: { content: '<b>A</b><br>&euro; 1', ...html } }] };
    const messagingTemplate = { whatsApp: { name: 'a', language: 'en', carousel } as never };
    expect(fillTemplate({ ...response, messagingTemplate }, given)).toMatchObject({
      text: 'On <Monday>\u00a0& noon\nBye',
      content: [{ carousel: { cards: [{ title: 'A', description: '€ 1' }] } }],
    });
  });

  const address = (content: string, value: string) => {
    const buttons = [{ type: 'Url' as const, contentText: 'Pay', content }];
    const response = template({
      texts: [{ content: 'x' }],
      messagingTemplate: { whatsApp: { name: 'a', language: 'en', buttons } },
    });
    checkTemplate(response);
    const [part] = fillTemplate(response, { parameters: [{ id: 'at', value }] }).content;
    return part?.contentType === 'Notification' ? part.template.buttons?.[0] : null;
  };

  it('leads where its author says, whatever is filled in', () => {
    expect(address('https://x.example/{{at}}/pay', 'a b/../c?d#e')).toMatchObject({
      url: 'https://x.example/a%20b%2F..%2Fc%3Fd%23e/pay',
    });
    expect(address('https://x.example/?a={{ at }}&b=1', 'ü&b=2\ud800')).toMatchObject({
      url: 'https://x.example/?a=%C3%BC%26b%3D2%EF%BF%BD&b=1',
    });
    const whole = 'https://y.example/a?b=c';
    expect(address('{{at}}', whole)).toMatchObject({ url: whole });
    for (const [content, value] of [
      ['{{at}}', 'javascript:alert(1)'],
      ['{{at}}', 'https://a b'],
      ['https://{{at}}/pay', 'evil.example/x'],
    ] as const)
      expect(refusal(() => address(content, value))).toEqual(badRequest(/no web address/));
  });

  it('is no longer than any other message, however often a value stands in it', () => {
    const filled = (text: string, more: object, value: string) => {
      const response = template({
        texts: [{ content: text }],
        messagingTemplate: { whatsApp: { name: 'a', language: 'en', ...more } },
      });
      return fillTemplate(response, { parameters: [{ id: 'v', value }] });
    };
    expect(filled('{{v}}{{v}}', {}, 'x'.repeat(1000)).content).toHaveLength(1);
    const carousel = { cards: [{ cardBodyText: { content: '{{v}}' } }] };
    for (const [text, more, value, problem] of [
      ['{{v}}', {}, 'x'.repeat(2001), /value for the place "v" has more than 2000/],
      ['{{v}}{{v}}!', {}, 'x'.repeat(1000), /the text has more than 2000/],
      ['{{v}}'.repeat(4000), {}, 'x'.repeat(2000), /the text has more than 2000/],
      ['x'.repeat(2001), { carousel }, '1', /the text has more than 2000/],
      [
        '1',
        { carousel: { cards: [{ cardBodyText: { content: '{{v}}{{v}}' } }] } },
        'x'.repeat(1001),
        /the text/,
      ],
      ['1', { header: { type: 'Text', content: '{{v}}' } }, 'x'.repeat(501), /the header/],
      [
        ...['1', { buttons: [{ type: 'Url', contentText: 'x', content: 'https://x/{{v}}' }] }],
        ...['x'.repeat(2000), /the address has more than 2000/],
      ],
    ] as [string, object, string, RegExp][])
      expect(refusal(() => filled(text, more, value))).toEqual(badRequest(problem));
  });

  it.each([
    [5],
    [{ cards: {} }],
    [{ cards: [null] }],
    [{ cards: [[]] }],
    [{ cards: [{}] }],
    [{ cards: [{ cardBodyText: 'x' }] }],
    [{ cards: [{ cardBodyText: { content: 5 } }] }],
    [{ cards: [{ cardBodyText: { content: 'x' }, buttons: {} }] }],
    [{ cards: [{ cardBodyText: { content: 'x' }, buttons: null }] }],
    [{ cards: [{ cardBodyText: { content: 'x' }, buttons: [null] }] }],
    [{ cards: [{ cardBodyText: { content: 'x' }, buttons: [{ content: 5 }] }] }],
    [{ cards: [{ cardBodyText: { content: 'x' }, buttons: [{ type: 'Call', content: '1' }] }] }],
    [{ cards: [{ cardBodyText: { content: 'x' }, header: 5 }] }],
    [{ cards: [{ cardBodyText: { content: 'x' }, header: { type: 'Image', content: 5 } }] }],
  ])('is refused with a carousel that is none: %j', (carousel) => {
    const messagingTemplate = { whatsApp: { ...whatsApp, carousel } as never };
    expect(refusal(() => checkTemplate(template({ messagingTemplate })))).toEqual(
      badRequest(/carousel/),
    );
  });
});
