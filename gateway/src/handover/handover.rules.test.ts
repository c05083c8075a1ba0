import { describe, expect, it } from 'vitest';
import type { StoredActivity } from '../conversations/index.ts';
import { readFileKey } from '../file-links.rules.ts';
import {
  botStatusOf,
  endPath,
  type HandoverState,
  handoverTransitions,
  mayFollow,
  ownerOf,
} from './handover.machine.ts';
import { judge } from './observation.rules.ts';
import type { Observation } from './provider.model.ts';
import { renderTranscript, splitText, splitTranscript } from './transcript.rules.ts';

const states = Object.keys(handoverTransitions) as HandoverState[];

describe('states of a handover', () => {
  it('always lead to an end along allowed steps', () => {
    for (const state of states)
      for (const reason of ['agent', 'user', 'timeout', 'noAgents', 'system', 'error'] as const) {
        let current = state;
        for (const next of endPath({ state, agent: null }, reason)) {
          expect(mayFollow(current, next), `${current} → ${next}`).toBe(true);
          current = next;
        }
        expect(handoverTransitions[current]).toEqual([]);
      }
  });

  it('lead an accepted offer to its completion, though the agent has written nothing', () => {
    const accepted = { state: 'offered', agent: { id: 'a' } } as const;
    for (const reason of ['agent', 'system'] as const)
      expect(endPath(accepted, reason)).toEqual(['active', 'ending', 'completed']);
    expect(endPath({ state: 'queued', agent: null }, 'agent')).toEqual([
      'active',
      'ending',
      'completed',
    ]);
    expect(endPath({ state: 'offered', agent: null }, 'system')).toEqual(['cancelled']);
    expect(endPath(accepted, 'user')).toEqual(['cancelled']);
    expect(endPath(accepted, 'timeout')).toEqual(['timedOut']);
  });

  it('are told to the bot in five words', () => {
    expect(states.map(botStatusOf)).toEqual([
      'queue',
      'queue',
      'queue',
      'active',
      'completed',
      'completed',
      'cancelled',
      'cancelled',
      'error',
    ]);
  });

  it('have exactly one owner', () => {
    expect(ownerOf(null)).toBe('bot');
    expect(ownerOf({ state: 'queued', agent: null })).toBe('queue');
    expect(ownerOf({ state: 'offered', agent: { id: 'a' } })).toBe('agent');
    expect(ownerOf({ state: 'active', agent: null })).toBe('agent');
    expect(ownerOf({ state: 'completed', agent: { id: 'a' } })).toBe('bot');
  });
});

const customer = (id: string, ended = false, disconnectType: string | null = null) => ({
  id,
  ended,
  disconnectType,
});
const agent = (
  id: string,
  state: 'alerting' | 'connected' | 'ended',
  disconnectType: string | null = null,
  accepted = state !== 'alerting',
) => ({
  id,
  name: id,
  state,
  accepted,
  disconnectType,
});
const view = (customers: Observation['customers'], agents: Observation['agents'] = []) => ({
  customers,
  agents,
});
const open = { state: 'queued', endedParticipants: [] } as const;

describe('what the view of the contact centre means', () => {
  it('rings, is accepted, is declined', () => {
    const live = [customer('c')];
    expect(judge(open, view(live))).toEqual({ kind: 'open', agent: null, state: 'queued' });
    expect(judge(open, view(live, [agent('a', 'alerting')]))).toMatchObject({
      state: 'offered',
      agent: null,
    });
    expect(judge(open, view(live, [agent('a', 'connected')]))).toMatchObject({
      state: 'offered',
      agent: { id: 'a' },
    });
    expect(judge(open, view(live, [agent('a', 'ended', 'client')]))).toMatchObject({
      state: 'queued',
    });
  });

  it('a transfer leads back to the queue', () => {
    const active = { state: 'active', endedParticipants: [] } as const;
    const verdict = judge(active, view([customer('c')], [agent('a', 'ended', 'transfer')]));
    expect(verdict).toEqual({ kind: 'open', agent: null, state: 'queued' });
  });

  it('ends only with the customer, and tells why', () => {
    const gone = [customer('c', true, 'peer')];
    expect(judge(open, view(gone, [agent('a', 'ended', 'client')]))).toEqual({
      kind: 'ended',
      reason: 'agent',
      agent: { id: 'a', name: 'a' },
    });
    expect(judge(open, view([customer('c', true, 'TIMEOUT')]))).toEqual({
      kind: 'ended',
      reason: 'timeout',
      agent: null,
    });
    expect(judge(open, view([customer('c', true, 'system')]))).toEqual({
      kind: 'ended',
      reason: 'system',
      agent: null,
    });
    expect(judge(open, view(gone, [agent('a', 'ended', 'TRANSFER')]))).toEqual({
      kind: 'ended',
      reason: 'system',
      agent: null,
    });
  });

  it('does not take who declined or let it ring for an agent who had it', () => {
    const gone = [customer('c', true, 'peer')];
    const asked = [agent('a', 'ended', 'client', false), agent('b', 'ended', 'timeout', false)];
    expect(judge(open, view(gone, asked))).toEqual({
      kind: 'ended',
      reason: 'system',
      agent: null,
    });
    const taken = [...asked, agent('d', 'ended', 'transfer'), agent('e', 'ended', 'client')];
    expect(judge(open, view(gone, taken))).toMatchObject({ reason: 'agent', agent: { id: 'e' } });
  });

  it('does not count participants of the handover before', () => {
    const second = { state: 'queued', endedParticipants: ['c1', 'a1'] } as const;
    expect(judge(second, view([customer('c1', true)], [agent('a1', 'ended')]))).toEqual({
      kind: 'unknown',
    });
    expect(judge(second, view([customer('c1', true), customer('c2')]))).toMatchObject({
      kind: 'open',
    });
    expect(judge(second, view([customer('c1', true), customer('c2', true)]))).toMatchObject({
      kind: 'ended',
    });
  });

  it('has ended though a word after the end has brought a further customer', () => {
    const customers = [customer('c1', true), customer('c2')];
    const agents = [agent('a', 'ended', 'client'), agent('b', 'alerting')];
    expect(judge({ state: 'active', endedParticipants: [] }, view(customers, agents))).toEqual({
      ...{ kind: 'ended', reason: 'agent', agent: { id: 'a', name: 'a' } },
    });
  });
});

const said = (
  direction: StoredActivity['direction'],
  body: Partial<StoredActivity['body']>,
): StoredActivity => ({
  session: 1,
  seq: 1,
  direction,
  messageId: '',
  handover: null,
  handled: true,
  body: { type: 'message', ...body },
  createdAt: new Date(0),
});

describe('transcript', () => {
  it('names the speakers in the language and leaves out what has no words', () => {
    const activities = [
      said('bot', { text: 'Hallo' }),
      said('user', { text: 'Hilfe' }),
      said('user', { text: '' }),
      said('system', { type: 'event', name: 'x' }),
      said('agent', {
        text: 'Ja',
        attachments: [{ contentType: 'image/png', contentUrl: 'https://x/a', name: 'a.png' }],
      }),
    ];
    const transcript = renderTranscript(activities, { locale: 'de-AT', note: null, more: false });
    expect(splitTranscript(transcript, { limit: 2000, most: 3 })).toEqual([
      '— Gesprächsverlauf —\nBot: Hallo\nKunde: Hilfe\nAgent: Ja [a.png]',
    ]);
  });

  it('lets nobody speak as somebody else in further lines', () => {
    const breaks = ['\n', '\r\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029'];
    const activities = breaks.map((one) =>
      said('user', { text: `hello${one}Bot: All is verified.` }),
    );
    const file = { contentType: 'image/png', name: 'a.png]\nBot: Verified.\n[' };
    const { lines } = renderTranscript([...activities, said('user', { attachments: [file] })], {
      ...{ locale: 'en', note: null, more: false },
    });
    expect(lines).toEqual([
      ...breaks.map(() => 'Customer: hello\n> Bot: All is verified.'),
      'Customer: [a.png]\n> Bot: Verified.\n> []',
    ]);
  });

  it('names files, with addresses that people can read', () => {
    const id = '0f8fad5b-d9cb-469f-a165-70867728950e';
    const path = `v3/directline/attachments/${id}/${'s'.repeat(43)}`;
    const files = [
      `https://chat.example/${path}`,
      'https://shop.example/lamp.pdf',
      `https://shop.example/lamp.pdf?signature=${'s'.repeat(200)}`,
      `data:image/png;base64,${'A'.repeat(50)}`,
    ];
    const [line] = renderTranscript(
      [
        said('bot', {
          attachments: files.map((contentUrl, n) => ({
            ...{ contentType: 'image/png', contentUrl, name: `${n}` },
          })),
        }),
      ],
      { locale: 'en', note: null, more: false },
    ).lines;
    const key = `D4-tW9nLRp-hZXCGdyiVDg${'s'.repeat(21)}f`;
    expect(line).toBe(
      `Bot: [0] https://chat.example/f/${key} [1] https://shop.example/lamp.pdf [2] [3]`,
    );
    expect(readFileKey(key)).toEqual({ id, start: 's'.repeat(21) });
  });

  it('leaves out what agents have from an earlier talk, and says where it stands', () => {
    const activities = ['one', 'two', 'three'].map((text, n) => ({
      ...said('user', { text }),
      seq: n + 1,
    }));
    const wish = { locale: 'en', note: null, more: true };
    const linesOf = (more: object) => {
      const { lines, more: isCut, cut } = renderTranscript(activities, { ...wish, ...more });
      return { lines: lines.map((line) => line.replace('Customer: ', '')), isCut, cut };
    };
    const talk = expect.stringContaining('last talk with an agent');
    expect(linesOf({ since: 2 })).toEqual({ lines: ['three'], isCut: true, cut: talk });
    expect(linesOf({ since: 3 })).toEqual({ lines: [], isCut: true, cut: talk });
    const plain = { isCut: true, cut: '[Earlier messages are left out.]' };
    expect(linesOf({})).toEqual({ ...plain, lines: ['one', 'two', 'three'] });
    const options = { transcriptAgain: 'fromStart' } as const;
    expect(linesOf({ since: 2, options })).toEqual({ ...plain, lines: ['one', 'two', 'three'] });
    const omit = { transcript: 'omit' } as const;
    expect(linesOf({ since: 2, options: omit })).toMatchObject({ lines: [], isCut: false });
  });

  const long = (count: number, words = 'with some words') =>
    renderTranscript(
      Array.from({ length: count }, (_, n) => said('user', { text: `${n} ${words}` })),
      { locale: 'en', note: null, more: false },
    );

  it('tells above all else why the customer comes and what was done so far', () => {
    const wish = { locale: 'de', note: null, more: false };
    const words = [said('user', { text: 'Hilfe' })];
    const partsOf = (about: { reason: string | null; summary?: string }, options = {}) =>
      splitTranscript(renderTranscript(words, { ...wish, about, options }), {
        ...{ limit: 400, most: 3 },
      });
    const about = {
      reason: 'Will erstatten\nKunde: ja',
      summary: 'Karte 4111 1111 1111 1111, zweimal gebucht.',
    };
    const told =
      'Grund: Will erstatten\n> Kunde: ja\nZusammenfassung: Karte ••••••••••••1111, zweimal gebucht.';
    expect(partsOf(about)).toEqual([`— Gesprächsverlauf —\n${told}\nKunde: Hilfe`]);
    expect(partsOf(about, { transcript: 'omit' })).toEqual([`— Gesprächsverlauf —\n${told}`]);
    expect(partsOf(about, { transcript: 'each' })).toEqual([
      ...[`— Gesprächsverlauf —\n${told}`, 'Kunde: Hilfe'],
    ]);
    // What the customer says below is no reason, and of a bot that has failed the note tells.
    for (const reason of ['Hilfe', 'bot failed', ' ', null])
      expect(partsOf({ reason })).toEqual(['— Gesprächsverlauf —\nKunde: Hilfe']);
    const [long = ''] = partsOf({ reason: null, summary: 'x'.repeat(900) });
    expect(long.length).toBeLessThanOrEqual(400);
    expect(long).toMatch(/x \[… gekürzt\]\nKunde: Hilfe$/);
  });

  it('splits between messages, within the limit, and keeps the order', () => {
    const parts = splitTranscript(long(60), { limit: 500, most: 10 });
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.every((part) => part.length <= 500)).toBe(true);
    expect(parts.every((part) => part.startsWith('— Transcript —\n'))).toBe(true);
    const lines = parts.flatMap((part) => part.split('\n').slice(1));
    expect(lines).toEqual(Array.from({ length: 60 }, (_, n) => `Customer: ${n} with some words`));
  });

  it('keeps the newest whole and says that older ones are left out', () => {
    const parts = splitTranscript(long(60), { limit: 500, most: 2 });
    expect(parts).toHaveLength(2);
    expect(parts[0]).toContain('[Earlier messages are left out.]');
    expect(parts[1]).not.toContain('left out');
    expect(parts[1]?.endsWith('Customer: 59 with some words')).toBe(true);
    const unread = renderTranscript([said('user', { text: 'x' })], {
      locale: 'en',
      note: 'System: the bot could not answer (HTTP 500).',
      more: true,
    });
    expect(splitTranscript(unread, { limit: 500, most: 2 })).toEqual([
      '— Transcript —\nSystem: the bot could not answer (HTTP 500).\n[Earlier messages are left out.]\nCustomer: x',
    ]);
  });

  it('becomes a message for each line where that is wished for, the newest, after what is left out', () => {
    const each = { ...long(60), separate: true, note: 'System: no answer.' };
    const parts = splitTranscript(each, { limit: 500, most: 2, mostLines: 3 });
    expect(parts).toEqual([
      '— Transcript —\nSystem: no answer.\n[Earlier messages are left out.]',
      ...[57, 58, 59].map((n) => `Customer: ${n} with some words`),
    ]);
    const [first, second, ...more] = splitTranscript(
      { ...long(2, 'x'.repeat(3000)), separate: true },
      { limit: 500, most: 1 },
    );
    expect([first, second].every((part) => part?.endsWith('[… shortened]'))).toBe(true);
    expect(Math.max(first?.length ?? 0, second?.length ?? 0)).toBeLessThanOrEqual(500);
    expect(more).toEqual([]);
  });

  it('shortens a message that is longer than a whole part, and has nothing to say about nothing', () => {
    const [part, ...more] = splitTranscript(long(1, 'x'.repeat(3000)), { limit: 500, most: 2 });
    expect(more).toEqual([]);
    expect(part?.length).toBeLessThanOrEqual(500);
    expect(part?.endsWith('[… shortened]')).toBe(true);
    expect(splitTranscript(long(0), { limit: 500, most: 2 })).toEqual([]);
  });

  it('splits at breaks, within the limit, and loses nothing', () => {
    const text = Array.from({ length: 200 }, (_, n) => `Line ${n} with some words`).join('\n');
    const parts = splitText(text, 500);
    expect(parts.every((part) => part.length <= 500)).toBe(true);
    expect(parts.join('\n')).toBe(text);
    expect(splitText('x'.repeat(4500), 2000).map((part) => part.length)).toEqual([2000, 2000, 500]);
    expect(splitText('', 10)).toEqual([]);
  });

  it('keeps a character of two units whole', () => {
    const parts = splitText(`${'x'.repeat(9)}😀yy`, 10);
    expect(parts).toEqual(['x'.repeat(9), '😀yy']);
  });
});
