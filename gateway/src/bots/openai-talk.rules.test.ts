import type { Activity } from '@tandem/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Direction, StoredActivity } from '../conversations/index.ts';
import { testTurn } from './bots.fixture.ts';
import { chatMessages, talkSoFar } from './openai-talk.rules.ts';

const stored = (direction: Direction, body: Partial<Activity>): StoredActivity => ({
  ...{ session: 1, seq: 1, messageId: 'm', handover: null, handled: true },
  ...{ direction, body: { type: 'message', ...body }, createdAt: new Date(0) },
});
const says = (direction: Direction, text: string) => stored(direction, { text });
const news = (state: string, status = state) =>
  stored('system', { type: 'event', name: 'handoff.status', value: { state, status } });

describe('the conversation as a model reads it', () => {
  it('has the newest messages that fit, in number and in characters', () => {
    const many = Array.from({ length: 50 }, (_, index) => says('user', `m${index}`));
    expect(talkSoFar(many, 3).lines.map(({ content }) => content)).toEqual(['m47', 'm48', 'm49']);
    const long = Array.from({ length: 50 }, () => says('user', 'x'.repeat(10_000)));
    expect(talkSoFar(long, 50).lines).toHaveLength(6);
    expect(talkSoFar(many, 0).lines).toEqual([]);
  });

  it('tells of the last handover and who said what in it', () => {
    const talk = [
      ...[says('user', 'a human!'), news('accepted', 'requested'), says('agent', 'first')],
      ...[news('completed'), says('bot', 'back'), news('accepted', 'requested')],
      ...[says('agent', 'second'), says('user', 'fine'), news('failed', 'timedOut')],
    ];
    const { lines, handover } = talkSoFar(talk, 20);
    expect(lines.map(({ content }) => content)).toEqual(['a human!', 'back']);
    expect(handover).toContain('(timedOut)');
    expect(handover).toContain('Agent: second\nCustomer: fine');
    expect(handover).not.toContain('first');
  });

  it('knows of an agent whose beginning is not read any more', () => {
    const { lines, handover } = talkSoFar([says('agent', 'Hi'), news('completed')], 20);
    expect(lines).toEqual([]);
    expect(handover).toContain('Agent: Hi');
  });

  it('names files and never their addresses', () => {
    const contentUrl = 'https://files.example/signed';
    const input = {
      kind: 'message' as const,
      ...{ text: null, data: null },
      attachments: [{ contentType: 'image/png', name: 'shoe.png', contentUrl }],
    };
    const sent = chatMessages(testTurn({ input }), { prompt: '', history: [], most: 5 });
    expect(sent.at(-1)).toEqual({ role: 'user', content: '[file: shoe.png]' });
  });

  it('begins with one system message, then alternates, whatever was said', () => {
    const line = fc.oneof(
      fc
        .tuple(fc.constantFrom('user', 'bot', 'agent', 'system'), fc.string())
        .map(([direction, text]) => says(direction as Direction, text)),
      fc.constantFrom('accepted', 'completed', 'failed').map((state) => news(state)),
    );
    fc.assert(
      fc.property(fc.array(line), fc.nat(30), (history, most) => {
        const sent = chatMessages(testTurn(), { prompt: 'p', history, most });
        const roles = sent.map(({ role }) => role);
        expect(roles[0]).toBe('system');
        for (const [index, role] of roles.entries())
          if (index > 0) expect([roles[index - 1], role]).not.toEqual([role, role]);
        for (const { content } of sent) expect(content).not.toBe('');
      }),
    );
  });
});
