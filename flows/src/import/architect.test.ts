import { describe, expect, it } from 'vitest';
import { compileFlow } from '../compile.ts';
import { readArchitectFlow } from './architect.ts';

const file = (actions: string, more = '') => `inboundShortMessage:
  name: Greeting
  description: Says hello
  division: Home
  startUpRef: "/inboundShortMessage/states/state[Initial State_10]"
  defaultLanguage: en-us
  supportedLanguages:
    en-us:
      defaultLanguageSkill:
        noValue: true
  settingsErrorHandling:
    errorHandling:
      disconnect:
        none: true
${more}  states:
    - state:
        name: Initial State
        refId: Initial State_10
        actions:
${actions}`;

const greeting = `          - sendResponse:
              name: Hello
              messageBody:
                lit: "Hello {{you}}, wait please."
          - sendResponse:
              name: Second
              messageBody:
                exp: '"in quotes"'
          - transferToAcd:
              name: To people
              targetQueue:
                lit:
                  name: Support
              priority:
                lit: 5
              preferredAgents:
                noValue: true
              languageSkill:
                noValue: true
`;

describe('a flow written for Architect', () => {
  it('becomes a flow that can be published', () => {
    const { flow } = readArchitectFlow(file(greeting));
    expect(flow).toMatchObject({ name: 'Greeting', description: 'Says hello', division: 'Home' });
    const { problems, flow: compiled } = compileFlow(flow?.document);
    expect(problems).toEqual([]);
    expect(compiled?.document.actions.map(({ type, name }) => `${type} ${name}`)).toEqual([
      'sendResponse Hello',
      'sendResponse Second',
      'transferToAcd To people',
    ]);
    expect(compiled?.document.actions[2]?.settings).toEqual({ queue: 'Support', priority: '5' });
  });

  it('keeps braces of a text as they are', () => {
    const { flow } = readArchitectFlow(file(greeting));
    const { flow: compiled } = compileFlow(flow?.document);
    const hello = compiled?.actions.get('action1')?.settings.fields.get('text');
    const scope = {
      lookup: () => undefined,
      pool: { within: (_: unknown, run: (n: number) => string) => run(1000) },
    };
    expect(hello?.text(scope as never)).toBe('Hello {{you}}, wait please.');
  });

  it.each([
    ['no YAML', 'inboundShortMessage: [', /./],
    ['another root', 'inboundCall:\n  name: x', /root of the file/],
    ['an unknown action', file('          - callData:\n              name: Ask\n'), /"callData"/],
    [
      'an expression',
      file(
        '          - sendResponse:\n              name: Hi\n              messageBody:\n                exp: Flow.text\n',
      ),
      /Hi: only literal/,
    ],
    [
      'an unknown setting',
      file('          - disconnect:\n              name: Bye\n              why: no\n'),
      /Bye: "why"/,
    ],
    [
      'actions behind an end',
      file(
        '          - disconnect:\n              name: Bye\n          - disconnect:\n              name: Again\n',
      ),
      /behind "Bye"/,
    ],
    [
      'variables',
      file(greeting, '  variables:\n    - stringVariable:\n        name: Flow.x\n'),
      /variables/,
    ],
    [
      'a start that does not exist',
      file(greeting).replace('state[Initial State_10]', 'state[Other]'),
      /"Other"/,
    ],
  ])('is refused with the reason: %s', (_, text, reason) => {
    const { flow, problems } = readArchitectFlow(text);
    expect(flow).toBeNull();
    expect(problems.join(' ')).toMatch(reason);
  });
});
