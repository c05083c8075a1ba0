import { describe, expect, it } from 'vitest';
import {
  fillCanned,
  fittingOnes,
  holdsWords,
  insertAt,
  knownOf,
  librariesOf,
  openPlace,
} from './canned-rules.ts';
import type { Work } from './conversation-rules.ts';

const work = {
  key: 'w',
  stage: 'active',
  mine: { queue: { id: 'q', name: 'Support' } },
  conversation: {
    id: 'c1',
    participants: [
      {
        purpose: 'customer',
        name: 'Selin Ay Kaya',
        attributes: { orderNumber: '4711', 'customer.name': 'Somebody else' },
      },
    ],
  },
} as unknown as Work;
const known = knownOf(work, { name: 'Ada Agent' });
const canned = (content: string, substitutions: { id: string; defaultValue?: string }[] = []) => ({
  libraries: [],
  texts: [{ content }],
  substitutions,
});

describe('canned responses at the desk', () => {
  it('are filled in with what is known of customer, agent, queue and conversation', () => {
    const text =
      'Hi {{customer.firstName}} {{ customer.lastName }}, {{agent.firstName}} of {{queue.name}}: {{orderNumber}} {{conversation.id}} {{customer.name}}';
    expect(fillCanned(canned(text), known)).toBe(
      'Hi Selin Ay Kaya, Ada of Support: 4711 c1 Selin Ay Kaya',
    );
  });

  it('read as the text that templates send of them', () => {
    const html = '<p>Hi {{customer.firstName}}&nbsp;&amp; all</p>Bye';
    const texts = [{ content: html, contentType: 'text/html' as const }];
    expect(fillCanned({ libraries: [], texts }, known)).toBe('Hi Selin\u00a0& all\nBye');
  });

  it('name the agent as customers know them', () => {
    const text = canned('{{agent.name}} {{agent.firstName}}');
    const masked = { name: 'Ada Agent', preferredName: ' Team Blue ' };
    expect(fillCanned(text, knownOf(work, masked))).toBe('Team Blue Team');
    expect(fillCanned(text, knownOf(work, { ...masked, preferredName: ' ' }))).toBe(
      'Ada Agent Ada',
    );
  });

  it('take the default where nothing is known, and leave a place that has none', () => {
    const nameless = knownOf(
      { ...work, conversation: { id: 'c1', participants: [] } },
      { name: 'Ada Agent' },
    );
    const response = canned('Hi {{customer.firstName}}, about {{topic}} {{constructor}}', [
      { id: 'customer.firstName', defaultValue: 'there' },
      { id: 'topic' },
    ]);
    const filled = fillCanned(response, nameless);
    expect(filled).toBe('Hi there, about {{topic}} {{constructor}}');
    expect(openPlace(filled)).toEqual({ start: 16, end: 25 });
    expect(openPlace('nothing {here}')).toBeNull();
  });

  it('do not fill in places that stand in what was filled in', () => {
    const sly = { ...known, orderNumber: '{{agent.name}}' };
    expect(fillCanned(canned('{{orderNumber}}'), sly)).toBe('{{agent.name}}');
  });

  it('are found by every word of name and text, in any order', () => {
    const response = { ...canned('Hello, how can I help?'), name: 'Greeting' };
    const fits = ['', 'hel', 'HELP greet', 'how can'].map((typed) => holdsWords(response, typed));
    expect(fits).toEqual([true, true, true, true]);
    expect(holdsWords(response, 'hello goodbye')).toBe(false);
  });

  it('stand first where the name has the words, the first of them for Enter', () => {
    const named = (name: string, text: string) => ({ ...canned(text), name });
    const all = [named('Greeting', 'Hello, I am Anna'), named('Hello', 'Hi'), named('Bye', 'Bye')];
    const names = (typed: string) => fittingOnes(all, typed).map(({ name }) => name);
    expect(names('hel')).toEqual(['Hello', 'Greeting']);
    expect(names('')).toEqual(['Greeting', 'Hello', 'Bye']);
  });

  it('are put in where the cursor stands', () => {
    expect(insertAt('Hello !', 'you', { start: 6, end: 6 })).toEqual({
      text: 'Hello you!',
      cursor: 9,
    });
  });

  it('come from the libraries that the queue chose', () => {
    expect(librariesOf(undefined)).toBeNull();
    expect(librariesOf({ mode: 'All', libraryIds: ['a'] })).toBeNull();
    expect(librariesOf({ mode: 'SelectedOnly', libraryIds: ['a', 1] })).toEqual(['a']);
    expect(librariesOf({ mode: 'None', libraryIds: ['a'] })).toEqual([]);
  });
});
