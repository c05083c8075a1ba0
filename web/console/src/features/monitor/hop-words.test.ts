import { readFileSync } from 'node:fs';
import { directLineEvents } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { keyOfValue, summaryOf } from './hop-words.ts';
import type { Hop } from './timeline-rules.ts';

const hop = (kind: string, summary: string, detail: Hop['detail'] = {}): Hop => ({
  id: '1',
  at: '2026-01-01T00:00:00.000Z',
  kind,
  summary,
  ok: true,
  detail,
});

describe('what a hop of the bot side says', () => {
  it.each([
    [
      hop('send.message', 'POST /api/v2/conversations/messages/x/inbound/open/message', {
        body: { text: 'Where is my order?' },
      }),
      { said: 'Where is my order?' },
    ],
    [
      hop('send.event', 'POST /api/v2/conversations/messages/x/inbound/open/event'),
      { group: 'send', name: 'event', fallback: 'event' },
    ],
    [
      hop('send.end', 'PATCH /api/v2/conversations/messages/x'),
      { group: 'send', name: 'end', fallback: 'end' },
    ],
    [
      hop('activity.system', 'tandem.agent', { name: 'tandem.agent', value: { state: 'joined' } }),
      { group: 'activity', name: 'tandem_agent_joined', fallback: 'tandem.agent' },
    ],
    [
      hop('activity.system', 'tandem.queue', { name: 'tandem.queue', value: { status: 'queued' } }),
      { group: 'activity', name: 'tandem_queue', fallback: 'tandem.queue' },
    ],
    [hop('activity.user', 'POST it to me', { text: 'POST it to me' }), { said: 'POST it to me' }],
    [
      hop('handover', 'agent joined'),
      { group: 'handover', name: 'agent_joined', fallback: 'agent joined' },
    ],
    [
      hop('survey', '4 of 5', { score: 4, comment: null }),
      { group: 'survey', name: 'scored', tells: { score: '4', most: '5' }, fallback: '4 of 5' },
    ],
  ])('%#', (one, words) => {
    expect(summaryOf(one)).toEqual(words);
  });
});

it.each(['en', 'de', 'tr'])('every event of the chat has words in %s', (language) => {
  const { botHops } = JSON.parse(
    readFileSync(new URL(`locales/${language}.json`, import.meta.url), 'utf8'),
  );
  const unnamed = Object.values(directLineEvents).filter((event) => {
    const summary = summaryOf(hop('activity.system', event, { name: event }));
    return 'said' in summary || !botHops[summary.group]?.[summary.name];
  });
  expect(unnamed).toEqual([]);
});

it.each(['en', 'de', 'tr'])('every state of a receipt has words in %s', (language) => {
  const words = JSON.parse(
    readFileSync(new URL(`locales/${language}.json`, import.meta.url), 'utf8'),
  );
  const unnamed = ['Sent', 'Published', 'Delivered', 'Read', 'Failed', 'Removed'].filter(
    (status) => {
      const [group = '', name = ''] = keyOfValue('status', status)?.split('.') ?? [];
      return !words[group]?.[name];
    },
  );
  expect(unnamed).toEqual([]);
});
