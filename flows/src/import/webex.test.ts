import { describe, expect, it } from 'vitest';
import { compileFlow } from '../compile.ts';
import { importWebexFlow } from './webex.ts';

const activity = (name: string, group: string, properties: object) => ({
  id: name,
  name,
  group,
  properties: { name, ...properties },
});

const link = (sourceActivityId: string, conditionExpr: string, targetActivityId: string) => ({
  id: `${sourceActivityId} ${conditionExpr}`,
  sourceActivityId,
  targetActivityId,
  conditionExpr,
});

const byId = <Activity extends { readonly id: string }>(activities: readonly Activity[]) =>
  Object.fromEntries(activities.map((one) => [one.id, one]));

const variable = (name: string, type: string, more: object = {}) => ({
  name,
  type,
  value: null,
  description: '',
  isCAD: false,
  isAgentEditable: false,
  isReportable: false,
  isSecure: false,
  source: '',
  ...more,
});

const lookup = {
  flowType: 'FLOW',
  name: 'Order lookup',
  description: 'Asks the shop.',
  variables: [
    variable('order', 'STRING', { value: '4711', isCAD: true }),
    variable('state', 'STRING'),
    variable('count', 'INTEGER', { value: '3' }),
    variable('token', 'STRING', { isSecure: true, value: 'not to be taken over' }),
    variable('region', 'STRING', { source: 'GLOBAL' }),
  ],
  process: {
    activities: byId([
      activity('NewPhoneContact', 'start', { activityName: 'NewPhoneContact' }),
      activity('Music', 'action', { activityName: 'play-music' }),
      activity('Ask', 'action', {
        activityName: 'http-request-v2',
        authenticated: false,
        httpRequestUrl: 'https://shop.example/orders/{{order}}',
        httpRequestMethod: 'GET',
        httpRequestHeaders: { 'X-Key': 'k' },
        httpQueryParameters: { full: 'true' },
        httpContentType: 'None',
        httpResponseTimeout: 2500,
        retryAttempts: '3',
        contentType: 'JSON',
        outputVariableArray: [{ outputVariable: 'state', jsonPathExp: '$.order-state.name' }],
      }),
      activity('Found', 'enum-gateway', {
        activityName: 'condition-activity',
        expression: '{{ Ask.httpStatusCode == 200 }}',
      }),
      activity('Which', 'enum-gateway', {
        activityName: 'case-statement',
        expression: '{{state}}',
        menuLinks: ['0', '1'],
        'menuLinks:input': ['sent', 'lost!'],
      }),
      activity('Note', 'set-variable', {
        activityName: 'set-variable',
        setTo: 'set-to-literal',
        srcVariable: 'state',
        expr: 'gone',
      }),
      activity('Tell', 'action', {
        activityName: 'play-message',
        promptsTts: [{ type: 'tts', value: 'It was sent.' }],
      }),
      activity('People', 'action', {
        activityName: 'queue-contact',
        'destination:name': 'Shop',
      }),
      activity('Bye', 'terminating-action', { activityName: 'disconnect-contact' }),
    ]),
    links: [
      link('NewPhoneContact', 'out', 'Music'),
      link('Music', 'default', 'Ask'),
      link('Ask', 'default', 'Found'),
      link('Ask', 'error', 'People'),
      link('Found', 'true', 'Which'),
      link('Found', 'false', 'People'),
      link('Which', '0', 'Tell'),
      link('Which', '1', 'Note'),
      link('Which', 'default', 'People'),
      link('Note', 'out', 'People'),
      link('Tell', 'default', 'Bye'),
      link('People', 'default', 'Music'),
      link('People', 'sideways', 'Bye'),
    ],
  },
  diagram: { widgets: { Ask: { point: { x: 80, y: -60 } } } },
  eventFlows: {
    eventsMap: {
      GLOBAL_EVENTS: {
        process: {
          activities: byId([
            activity('Oops', 'event', { event: 'OnGlobalError' }),
            activity('Answered', 'event', { event: 'AgentAnswered' }),
            activity('Give up', 'end', { activityName: 'end' }),
            activity('Screen', 'action', { activityName: 'screen-pop' }),
          ]),
          links: [link('Oops', 'out', 'Give up'), link('Answered', 'out', 'Screen')],
        },
      },
    },
  },
};

describe('an import of a Webex flow', () => {
  it('is a flow that can be published', () => {
    const imported = importWebexFlow(lookup, 'inboundMessage');
    const { flow, problems } = compileFlow(imported?.document);
    expect(problems).toEqual([]);
    expect(flow?.document.start).toBe('Ask');
    expect(imported).toMatchObject({ name: 'Order lookup', description: 'Asks the shop.' });
  });

  it('translates settings, exits and variables', () => {
    const { document } = importWebexFlow(lookup, 'inboundMessage') ?? {};
    const settingsOf = (id: string) => document?.actions.find((one) => one.id === id)?.settings;
    expect(settingsOf('Ask')).toEqual({
      useAuthenticatedEndpoint: false,
      requestUrl: 'https://shop.example/orders/{{order}}',
      method: 'GET',
      queryParameters: [{ name: 'full', value: 'true' }],
      headers: [{ name: 'X-Key', value: 'k' }],
      contentType: 'None',
      responseTimeoutMs: 2500,
      retries: 3,
      parseContentType: 'JSON',
      parse: [{ variable: 'state', path: '$.order-state.name' }],
    });
    expect(settingsOf('Which')).toEqual({
      value: '{{state}}',
      cases: [
        { name: 'sent', is: 'sent' },
        { name: 'lost', is: 'lost!' },
      ],
    });
    expect(document?.edges).toContainEqual({ from: 'Which', outlet: 'lost', to: 'Note' });
    expect(document?.edges).toContainEqual({ from: 'Found', outlet: 'yes', to: 'Which' });
    expect(document?.actions[0]?.position).toEqual({ x: 80, y: -60 });
    expect(document?.onError).toBe('Give up');
    expect(document?.variables).toEqual([
      { name: 'order', type: 'String', initial: '4711', agentViewable: true },
      { name: 'state', type: 'String' },
      { name: 'count', type: 'Integer', initial: 3 },
      { name: 'token', type: 'String', secure: true },
      { name: 'region', type: 'String' },
    ]);
  });

  it('tells what it left out or changed', () => {
    const { remarks = [] } = importWebexFlow(lookup, 'inboundMessage') ?? {};
    expect(remarks.map(({ severity, subject }) => `${severity} ${subject}`)).toEqual([
      'dropped Music',
      'changed Tell',
      'changed People',
      'dropped People',
      'dropped AgentAnswered',
      'changed token',
      'changed region',
    ]);
  });

  it('says why a path or a template cannot be read, and keeps it for the author', () => {
    const asked = structuredClone(lookup);
    asked.process.activities['Ask'] = activity('Ask', 'action', {
      activityName: 'http-request-v2',
      httpRequestUrl: 'https://shop.example/{{ order | }}',
      outputVariableArray: [{ outputVariable: 'state', jsonPathExp: "$.list[?(@.size in ['S'])]" }],
    });
    const { remarks = [], document } = importWebexFlow(asked, 'inboundMessage') ?? {};
    const notes = remarks.filter(({ severity }) => severity === 'note');
    expect(notes.map(({ subject }) => subject)).toEqual(['Ask', 'Ask']);
    expect(notes[0]?.message).toContain('in');
    expect(JSON.stringify(document)).toContain('{{ order | }}');
  });

  it('leaves out what automation flows do not have', () => {
    const { document, remarks = [] } = importWebexFlow(lookup, 'automation') ?? {};
    expect(document?.actions.map(({ type }) => type)).not.toContain('transferToAcd');
    expect(remarks).toContainEqual(
      expect.objectContaining({ severity: 'dropped', subject: 'People' }),
    );
  });

  it.each([null, 'text', {}, { process: {} }, { process: { activities: 5 } }, []])(
    'is refused for what is none: %j',
    (content) => {
      expect(importWebexFlow(content, 'automation')).toBeNull();
    },
  );

  it('goes through very long ones once, be they left out, in a circle, behind an error or of one name', () => {
    const ids = Array.from({ length: 5_000 }, (_, index) => `a${index}`);
    const chain = (type: string) => ({
      activities: {
        ...byId(ids.map((id) => ({ ...activity('Same', 'action', { activityName: type }), id }))),
        start: activity('start', 'start', {}),
        opener: activity('opener', 'event', { event: 'OnGlobalError' }),
      },
      links: [
        link('start', 'out', 'a0'),
        link('opener', 'out', 'a0'),
        ...ids.map((id, index) => link(id, 'out', ids[(index + 1) % ids.length] ?? '')),
      ],
    });
    const of = (type: string) =>
      importWebexFlow(
        {
          name: 'Long',
          process: chain(type),
          eventFlows: { eventsMap: { e: { process: chain(type) } } },
        },
        'automation',
      );
    expect(of('unknown')).toMatchObject({ document: { start: null, actions: [], edges: [] } });
    const kept = of('set-variable')?.document.actions ?? [];
    expect(new Set(kept.map(({ name }) => name)).size).toBe(kept.length);
    expect(kept.length).toBeGreaterThanOrEqual(5_000);
  });

  it('tells of secrets in the open without repeating them', () => {
    const ask = lookup.process.activities['Ask'];
    const open = {
      ...lookup,
      process: {
        ...lookup.process,
        activities: {
          ...lookup.process.activities,
          Ask: {
            ...ask,
            properties: {
              ...ask?.properties,
              httpRequestHeaders: { Authorization: 'Bearer s3cret', 'X-Token': '{{ token }}' },
              httpRequestUrl: 'https://shop.example/?key=s3cret{{ order',
            },
          },
        },
      },
    };
    const told = importWebexFlow(open, 'automation')?.remarks ?? [];
    expect(told.filter(({ message }) => message.includes('plain text'))).toEqual([
      {
        severity: 'note',
        subject: 'Ask',
        message: expect.stringContaining('"Authorization"'),
      },
    ]);
    expect(told.some(({ message }) => message.startsWith('Setting "requestUrl"'))).toBe(true);
    expect(JSON.stringify(told)).not.toContain('s3cret');
  });

  it('survives an export whose parts have unexpected forms', () => {
    const odd = {
      process: { activities: { a: null, __proto__: {} }, links: [null, 7, {}] },
      variables: [null, { name: 5 }],
      diagram: 3,
    };
    expect(importWebexFlow(odd, 'bot')?.document.start).toBeNull();
  });
});
