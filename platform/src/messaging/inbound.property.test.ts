import { inboundMessagesOperations, type OperationSpec } from '@tandem/contract';
import { PublicError } from '@tandem/kit';
import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  dictionary,
  integer,
  oneof,
  option,
  record,
  string,
} from 'fast-check';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MessagingFixture, startMessaging, toQueue } from './messaging.fixture.ts';

/** Texts as awkward as they come: NUL, lone surrogates, very long ones. */
const text = oneof(
  string({ unit: 'binary', maxLength: 40 }),
  string({ unit: 'grapheme', maxLength: 40 }),
  constant('\u0000'),
  constant('\ud800 lonely'),
  constant('x'.repeat(5_000)),
  constant('\\u0000'),
);
const time = oneof(constant('2026-01-01T00:00:00.000Z'), text);
const from = record(
  {
    id: text,
    idType: oneof(constantFrom('Opaque', 'email', 'PHONE'), text),
    nickname: text,
    firstName: text,
    email: text,
    extra: text,
  },
  { requiredKeys: ['id', 'idType'] },
);
const channel = record(
  {
    from,
    time,
    messageId: oneof(text, integer()),
    to: record({ id: text }),
    metadata: record({ customAttributes: dictionary(text, oneof(text, integer())) }),
  },
  { requiredKeys: ['from', 'time'] },
);
const attachment = record(
  {
    mediaType: oneof(constantFrom('Image', 'File'), text),
    url: text,
    mime: text,
    filename: text,
  },
  { requiredKeys: ['mediaType', 'url', 'mime'] },
);
const content = array(record({ attachment: option(attachment, { nil: undefined }) }), {
  maxLength: 3,
});

const bodies = new Map<OperationSpec, ReturnType<typeof record>>([
  [
    inboundMessagesOperations.postConversationsMessageInboundOpenMessage,
    record(
      { channel, text, content, metadata: dictionary(text, text) },
      { requiredKeys: ['channel'] },
    ),
  ],
  [
    inboundMessagesOperations.postConversationsMessageInboundOpenStructuredResponse,
    record({
      channel,
      originatingMessageId: text,
      buttonResponse: record({
        type: constantFrom('Button', 'QuickReply', 'x'),
        text,
        payload: text,
      }),
    }),
  ],
  [
    inboundMessagesOperations.postConversationsMessageInboundOpenReceipt,
    record({
      id: text,
      status: constantFrom('Delivered', 'Failed', 'x'),
      channel: record({ to: record({ id: text }), time }),
      reasons: array(record({ code: constantFrom('GeneralError', 'x'), message: text })),
    }),
  ],
  [
    inboundMessagesOperations.postConversationsMessageInboundOpenEvent,
    record({ channel, events: array(record({ eventType: constantFrom('Typing', 'x') })) }),
  ],
]);

describe('inbound bodies of any kind', () => {
  let m: MessagingFixture;
  let integrationId: string;
  beforeAll(async () => {
    m = await startMessaging();
    integrationId = await m.integrate(m.publish(toQueue));
  });
  afterAll(() => m[Symbol.asyncDispose]());

  const counts = async () => {
    const [row] = await m.db.query<{ messages: number; events: number; threads: number }>(
      `select (select count(*) from message where direction = 'inbound') as messages,
         (select count(*) filter (where type = 'message.received') +
           coalesce(sum(json_array_length(data->'received')), 0) from event_log)::int as events,
         (select coalesce(sum(last_seq), 0)::int from thread) -
           (select count(*) from message) as threads`,
    );
    return row;
  };

  it.each([...bodies])('are stored whole or refused with a 4xx: %#', async (operation, body) => {
    const validator = Compile(operation.body as never);
    await assert(
      asyncProperty(body, async (given) => {
        // As it arrives: through JSON, and past the server's check by the operation's schema.
        const arrived: unknown = JSON.parse(JSON.stringify(given));
        if (!validator.Check(arrived)) return;
        const before = await counts();
        const answer = await m
          .call<{ id: string }>(operation, { params: { integrationId }, body: arrived })
          .catch((error: unknown) => error);
        const after = await counts();
        if (answer instanceof Error) {
          expect(answer).toBeInstanceOf(PublicError);
          expect((answer as PublicError).status).toBeLessThan(500);
          expect(after).toEqual(before);
        }
        expect(after?.messages).toBe(after?.events);
        expect(after?.threads).toBe(0);
      }),
      { numRuns: 150 },
    );
    await m.settle();
    expect(await m.db.query('select from lane_work')).toEqual([]);
  });
});
