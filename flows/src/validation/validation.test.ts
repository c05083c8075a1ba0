import { describe, expect, it } from 'vitest';
import type { FlowDocument } from '../flow.model.ts';
import { action, flowOf, item, note, path } from '../flows.fixture.ts';
import {
  checkDocument,
  type FlowProblem,
  problemReasons,
  validateCounted,
  validateFlow,
} from './index.ts';

const secure = { name: 'pin', type: 'String', secure: true } as const;
const say = (text: string) =>
  action('say', 'setVariable', { assignments: [{ variable: 'path', value: text }] });
const signIn = (session: string) =>
  action('in', 'oauthAuthentication', {
    authenticationType: 'connection',
    connection: 'Genesys',
    session,
  });

/** What is found besides missing descriptions. */
const found = (parts: Parameters<typeof flowOf>[0]): FlowProblem[] =>
  validateFlow(flowOf(parts)).filter(({ code }) => code !== 'FC1007');

const namesIn = (words: string) => [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

describe('participant data set from something secure', () => {
  it('is recommended against, for agents read it', () => {
    const secure = { name: 'key', type: 'String', secure: true } as const;
    const problems = (value: string) =>
      validateFlow({
        ...{ language: 1, kind: 'inboundMessage', variables: [secure], start: 'set', edges: [] },
        actions: [
          {
            ...{ id: 'set', name: 'Set', type: 'setParticipantData' },
            settings: { attributes: [{ name: 'shown', value }] },
          },
        ],
      }).filter(({ code }) => code === 'FC1054');
    expect(problems('{{ key }}')).toMatchObject([
      { severity: 'recommendation', message: expect.stringContaining('shown') },
    ]);
    expect(problems('plain')).toEqual([]);
  });
});

describe('validation', () => {
  it.each<[string, Parameters<typeof flowOf>[0], Partial<FlowProblem>]>([
    [
      'an isolated action',
      { variables: [path], start: 'a', actions: [note('a', 'a'), note('b', 'b')] },
      { code: 'FC1004', severity: 'recommendation', action: 'b' },
    ],
    ['an unknown action', { actions: [action('a', 'teleport')] }, { code: 'FC1005', action: 'a' }],
    [
      'an action of another kind',
      { actions: [action('a', 'ask', { text: 'x' })] },
      { code: 'FC1005', action: 'a' },
    ],
    [
      'a connection into nothing',
      { variables: [path], actions: [note('a', 'a')], edges: 'a.next>z' },
      { code: 'FC1012', severity: 'error', action: 'a' },
    ],
    [
      'two connections from one outlet',
      { variables: [path], actions: [note('a', 'a'), note('b', 'b')], edges: 'a.next>b a.next>b' },
      { code: 'FC1013' },
    ],
    [
      'a missing setting',
      { actions: [action('a', 'httpRequest', { useAuthenticatedEndpoint: false })] },
      { code: 'FC1015', action: 'a', field: 'requestUrl' },
    ],
    [
      'a missing column',
      {
        variables: [path],
        actions: [action('a', 'case', { value: 'x', cases: [{ name: 'one' }] })],
      },
      { code: 'FC1015', field: 'cases', row: 0, column: 'is' },
    ],
    [
      'too many assignments',
      {
        variables: [path],
        actions: [
          action('a', 'setVariable', {
            assignments: Array.from({ length: 11 }, () => ({ variable: 'path', value: 'x' })),
          }),
        ],
      },
      { code: 'FC1016', field: 'assignments' },
    ],
    [
      'two cases of one name',
      {
        actions: [
          action('a', 'case', {
            value: 'x',
            cases: [
              { name: 'one', is: '1' },
              { name: 'one', is: '2' },
            ],
          }),
        ],
      },
      { code: 'FC1016', field: 'cases' },
    ],
    [
      'a number out of bounds',
      { actions: [action('a', 'wait', { duration: 0 })] },
      { code: 'FC1016', field: 'duration' },
    ],
    [
      'a template that cannot be read, with its place',
      { variables: [path], actions: [say('Hello\n{{ path | shout }}')] },
      { code: 'FC1020', action: 'say', row: 0, position: { line: 2, column: 11, offset: 16 } },
    ],
    [
      'a path that cannot be read, with its place',
      {
        variables: [path],
        actions: [
          action('a', 'parse', { input: 'x', parse: [{ variable: 'path', path: '$.a[' }] }),
        ],
      },
      { code: 'FC1021', field: 'parse', column: 'path' },
    ],
    [
      'a pattern that cannot be read',
      {
        kind: 'bot',
        actions: [action('a', 'ask', { text: 'x', pattern: '(' })],
        edges: 'a.noMatch>a',
      },
      { code: 'FC1022', field: 'pattern' },
    ],
    [
      'a pattern among phrases that cannot be read',
      {
        kind: 'bot',
        actions: [
          action('a', 'match', {
            text: 'x',
            intents: [{ name: 'one', how: 'pattern', phrases: '(' }],
          }),
        ],
      },
      { code: 'FC1022', field: 'intents', row: 0, column: 'phrases' },
    ],
    [
      'an unknown time zone',
      { actions: [action('a', 'businessHours', { timeZone: 'Mars/Olympus' })] },
      { code: 'FC1016', field: 'timeZone' },
    ],
    [
      'a circle without way out',
      { variables: [path], actions: [note('a', 'a'), note('b', 'b')], edges: 'a.next>b b.next>a' },
      { code: 'FC1030', severity: 'error' },
    ],
    [
      'a circle in which nothing is waited for',
      {
        variables: [path],
        actions: [
          note('a', 'a'),
          action('b', 'condition', { left: '{{ path }}', operator: 'isEmpty' }),
        ],
        edges: 'a.next>b b.yes>a',
      },
      { code: 'FC1031', severity: 'recommendation' },
    ],
    [
      'an undeclared variable in a template',
      { variables: [path], actions: [say('{{ nobody.name }}')] },
      { code: 'FC1038', position: { line: 1, column: 4, offset: 3 } },
    ],
    [
      'an undeclared variable that is set',
      { actions: [action('a', 'forEach', { list: '[]', item: 'x' })] },
      { code: 'FC1038', field: 'item' },
    ],
    [
      'what an action does not put out',
      {
        variables: [path],
        actions: [
          action('http', 'httpRequest', {
            useAuthenticatedEndpoint: false,
            requestUrl: 'https://x',
          }),
          say('{{ http.status }}'),
        ],
        edges: 'http.next>say',
      },
      { code: 'FC1038', action: 'say' },
    ],
    ['a name no variable can have', { variables: [{ name: '__proto__' }] }, { code: 'FC1039' }],
    [
      'a variable that hides the last error',
      { variables: [{ name: 'error' }] },
      { code: 'FC1040' },
    ],
    [
      'a JSON variable that is secure',
      { variables: [{ name: 'x', type: 'JSON', secure: true }] },
      { code: 'FC1041' },
    ],
    [
      'too many JSON variables',
      { variables: 'abcdef'.split('').map((name) => ({ name, type: 'JSON' as const })) },
      { code: 'FC1041' },
    ],
    [
      'a JSON variable that is too large',
      { variables: [{ name: 'x', type: 'JSON', initial: ['x'.repeat(16_384)] }] },
      { code: 'FC1041' },
    ],
    [
      'a start value of another type',
      { variables: [{ name: 'x', type: 'Integer', initial: 'one' }] },
      { code: 'FC1042' },
    ],
    [
      'a constant of another type',
      {
        variables: [{ name: 'x', type: 'Boolean' }],
        actions: [
          action('a', 'setVariable', { assignments: [{ variable: 'x', value: 'perhaps' }] }),
        ],
      },
      { code: 'FC1042', action: 'a', row: 0 },
    ],
    [
      'a variable of the wrong type',
      {
        variables: [item, { name: 'at', type: 'Boolean' }],
        actions: [action('a', 'forEach', { list: '[]', item: 'item', index: 'at' })],
      },
      { code: 'FC1042', field: 'index' },
    ],
    [
      'an unknown session',
      {
        actions: [signIn('One'), action('get', 'genesysGetUser', { userId: 'u' })],
        edges: 'in.next>get',
      },
      { code: 'FC1050', severity: 'error', action: 'get', field: 'session' },
    ],
    [
      'a sign-in that does not stand right under Start',
      { variables: [path], actions: [note('a', 'a'), signIn('One')], edges: 'a.next>in' },
      { code: 'FC1051', severity: 'recommendation', action: 'in' },
    ],
    [
      'a secret in a log',
      { variables: [secure], actions: [action('a', 'log', { message: 'The PIN: {{ pin }}' })] },
      { code: 'FC1052', severity: 'error' },
    ],
    [
      'a secret typed into the flow',
      {
        actions: [
          action('in', 'oauthAuthentication', {
            environmentUrl: 'https://x',
            clientId: { kind: 'insecure', value: 'id' },
            clientSecret: { kind: 'credential', credential: 'c', attribute: 'a' },
          }),
        ],
      },
      { code: 'FC1053', severity: 'recommendation', field: 'clientId' },
    ],
    [
      'a secure value that gets out of sight',
      { variables: [secure, path], actions: [say('{{ pin }}')] },
      { code: 'FC1054', severity: 'recommendation' },
    ],
  ])('names %s', (_, parts, expected) => {
    const problems = found(parts);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject(expected);
    const { reason, values = {} } = problems[0] ?? {};
    const [code, words] = problemReasons[reason ?? 'language'];
    expect(code).toBe(expected.code);
    expect(Object.keys(values)).toEqual(expect.arrayContaining(namesIn(words)));
  });

  it('recommends descriptions in one line, and lets recommendations pass', () => {
    const document = flowOf({ variables: [path], actions: [note('a', 'a')] });
    expect(validateFlow(document)).toMatchObject([
      {
        code: 'FC1007',
        severity: 'recommendation',
        message: '1 of 1 actions have no description.',
      },
    ]);
    expect(checkDocument(document)).toEqual([]);
  });

  it('takes what does not show for nothing', () => {
    const settings = {
      useAuthenticatedEndpoint: false,
      requestUrl: 'https://x',
      connector: 7,
      body: '{{',
    };
    const http = action('a', 'httpRequest', { ...settings, contentType: 'None' });
    expect(found({ actions: [http] })).toEqual([]);
  });

  it('knows global variables, and the default session', () => {
    const document = flowOf({
      variables: [path],
      actions: [
        { ...signIn(''), settings: { authenticationType: 'connection', connection: 'Genesys' } },
        action('get', 'genesysGetUser', { userId: '{{ customerId }}' }),
      ],
      edges: 'in.next>get',
    });
    expect(checkDocument(document)).toMatchObject([{ code: 'FC1038' }]);
    expect(checkDocument(document, { globals: ['customerId'] })).toEqual([]);
  });

  it('tells that a global variable used as a secret is not secure', () => {
    const secret = { kind: 'variable', name: 'plainSecret' } as const;
    const settings = { authenticationType: 'clientCredentials', clientSecret: secret };
    const document = flowOf({ actions: [action('in', 'oauthAuthentication', settings)] });
    const told = validateFlow(document, { globals: ['plainSecret'] });
    expect(told.filter(({ field }) => field === 'clientSecret')).toMatchObject([
      { code: 'FC1054', severity: 'recommendation' },
    ]);
  });

  it.each([
    ['token', ['"token" is a secure variable of the organisation', 'not open to flows']],
    ['nobody', ['the flow has no variable "nobody"']],
  ])('says what a secret of a flow may be when it names %s', (name, words) => {
    const secret = { kind: 'variable', name } as const;
    const settings = { authenticationType: 'clientCredentials', clientSecret: secret };
    const document = flowOf({ actions: [action('in', 'oauthAuthentication', settings)] });
    const told = validateFlow(document, { hidden: ['token'] });
    const [problem] = told.filter(({ field }) => field === 'clientSecret');
    expect(problem).toMatchObject({ code: 'FC1038', severity: 'error' });
    for (const part of [...words, 'of a credential, a variable of the flow, or an insecure string'])
      expect(problem?.message).toContain(part);
  });

  it('says that no template can read a secure variable of the organisation', () => {
    const document = flowOf({ variables: [path], actions: [say('{{ token | upper }}')] });
    const [problem] = checkDocument(document, { hidden: ['token'] });
    expect(problem).toMatchObject({ code: 'FC1038', position: { line: 1, column: 4 } });
    expect(problem?.message).toContain('No template of a flow can read it');
    const own = flowOf({
      variables: [path, { name: 'token', type: 'String' }],
      actions: [say('{{ token }}')],
    });
    expect(checkDocument(own, { hidden: ['token'] })).toEqual([]);
  });

  it('takes documents of the first days', () => {
    const old = {
      ...flowOf({
        kind: 'inboundMessage',
        variables: [{ name: 'x' }],
        actions: [action('a', 'setVariable', { variable: 'x', value: 'y' })],
      }),
    } satisfies FlowDocument;
    expect(checkDocument(old)).toEqual([]);
  });

  it('tells 500 errors and as many recommendations, and misses no error behind what does not count', () => {
    const unread = `{{ [${Array.from({ length: 90 }, () => 'nowhere').join(', ')}] }}`;
    const says = Array.from({ length: 9 }, (_, at) => ({ ...say(unread), id: `say${at}` }));
    const parts = { variables: [path], actions: [...says, action('last', 'teleport')] };
    expect(validateFlow(flowOf(parts)).filter(({ severity }) => severity === 'error')).toHaveLength(
      500,
    );
    expect(validateCounted(flowOf(parts)).counts.error).toBe(811);
    expect(checkDocument(flowOf(parts))).toHaveLength(500);
    const ignored = new Set(['FC1038'] as const);
    expect(checkDocument(flowOf(parts), {}, ignored).map(({ code }) => code)).toEqual(['FC1005']);
    const lost = Array.from({ length: 600 }, (_, index) => note(`n${index}`, '.'));
    const many = validateFlow(flowOf({ start: null, variables: [path], actions: lost }));
    expect(many).toHaveLength(500);
    const wrong = [...lost, action('last', 'teleport')];
    const found = validateFlow(flowOf({ start: null, variables: [path], actions: wrong }));
    expect(found.some(({ code }) => code === 'FC1005')).toBe(true);
  });
});
