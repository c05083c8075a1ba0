import { describe, expect, it } from 'vitest';
import type { FlowSettings } from '../flow.model.ts';
import { action, compiled, flowOf, path, resume, start } from '../flows.fixture.ts';
import type { HttpResponse } from '../http.model.ts';

const plain = { useAuthenticatedEndpoint: false, requestUrl: 'https://api.example/x' } as const;

const variables = [
  path,
  { name: 'name', type: 'String' },
  { name: 'age', type: 'Integer' },
  { name: 'all', type: 'JSON' },
  { name: 'id', type: 'String', initial: 'a/b' },
  { name: 'clientId', type: 'String', secure: true },
] as const;

const requestFor = (settings: FlowSettings) => {
  const step = start(
    compiled(flowOf({ variables, actions: [action('http', 'httpRequest', settings)] })),
  );
  expect(step.outcome).toEqual({ status: 'waiting' });
  const [effect] = step.effects;
  if (effect?.kind !== 'httpRequest') throw new Error('no request');
  return effect.request;
};

const answered = (settings: FlowSettings, response: Partial<HttpResponse>, edges = '') => {
  const flow = compiled(
    flowOf({
      variables,
      actions: [
        action('http', 'httpRequest', { ...plain, ...settings }),
        action('after', 'setVariable', {
          assignments: [{ variable: 'path', value: 'next {{ http.httpStatusCode }}' }],
        }),
        action('wrong', 'setVariable', {
          assignments: [{ variable: 'path', value: '{{ error.code }}' }],
        }),
        action('four', 'setVariable', {
          assignments: [{ variable: 'path', value: 'client error' }],
        }),
      ],
      edges: `http.next>after http.error>wrong ${edges}`,
    }),
  );
  const { state } = start(flow);
  return resume(flow, state, {
    trace: true,
    input: {
      kind: 'httpResponse',
      effect: state.awaiting ?? '',
      response: {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '',
        ...response,
      },
      durationMs: 12,
    },
  });
};

describe('HTTP Request', () => {
  it('has the defaults of the activity authors know', () => {
    expect(requestFor({ connector: 'CRM', requestPath: '/users/{{ id }}' })).toEqual({
      target: { kind: 'connector', connector: 'CRM', path: '/users/a/b' },
      method: 'GET',
      query: [],
      headers: [],
      body: null,
      timeoutMs: 2000,
      connectTimeoutMs: null,
      retries: 1,
      retryAfter: false,
      circuitBreaker: false,
      maxResponseBytes: 1_048_576,
      idempotencyKey: false,
      followRedirects: 'none',
    });
  });

  it.each<[string, FlowSettings, unknown]>([
    [
      'JSON',
      { body: '{"id":"{{ id }}"}' },
      { kind: 'text', contentType: 'application/json', text: '{"id":"a/b"}' },
    ],
    [
      'JSON with values made safe',
      { body: '{"id":"{{ \'a"b\' }}"}', escapeJson: true },
      { kind: 'text', contentType: 'application/json', text: '{"id":"a\\"b"}' },
    ],
    ['no content', { contentType: 'None' }, null],
    [
      'XML',
      { contentType: 'XML', body: '<a/>' },
      { kind: 'text', contentType: 'application/xml', text: '<a/>' },
    ],
    [
      'another type',
      { contentType: 'Other', customContentType: 'text/csv; charset=utf-8', body: 'a,b' },
      { kind: 'text', contentType: 'text/csv; charset=utf-8', text: 'a,b' },
    ],
    [
      'a form',
      { contentType: 'Form URL Encoded', formFields: [{ name: 'a', value: '{{ id }}' }] },
      { kind: 'form', fields: [['a', 'a/b']] },
    ],
    [
      'form data',
      {
        contentType: 'Form Data',
        formData: [
          { name: 'a', value: 'x' },
          { name: 'f', type: 'File', value: 'content', fileName: 'f.txt' },
        ],
      },
      {
        kind: 'multipart',
        parts: [
          { kind: 'text', name: 'a', value: 'x' },
          { kind: 'file', name: 'f', fileName: 'f.txt', content: 'content' },
        ],
      },
    ],
    [
      'a file',
      { contentType: 'File', fileContent: 'x', fileName: 'a.txt' },
      { kind: 'file', fileName: 'a.txt', content: 'x' },
    ],
    [
      'GraphQL',
      { contentType: 'GraphQL', graphqlQuery: '{ a }', graphqlVariables: '{"n":1}' },
      {
        kind: 'text',
        contentType: 'application/json',
        text: '{"query":"{ a }","variables":{"n":1}}',
      },
    ],
  ])('sends %s', (_, settings, body) => {
    expect(requestFor({ ...plain, method: 'POST', ...settings }).body).toEqual(body);
  });

  it('maps the answer: definite paths to values, others to lists, nothing to empty with a remark', () => {
    const step = answered(
      {
        parse: [
          { variable: 'name', path: '$.user.name' },
          { variable: 'age', path: '$.user.age' },
          { variable: 'all', path: '$..id' },
          { variable: 'id', path: '$.nothing' },
        ],
      },
      { body: '{"user":{"name":"Ada","age":"37","id":1},"id":2}' },
    );
    expect(step.state.variables).toMatchObject({ name: 'Ada', age: 37, all: [2, 1], id: '' });
    expect(step.state.variables['path']).toBe('next 200');
    expect(step.trace[0]).toMatchObject({
      action: 'http',
      outlet: 'next',
      durationMs: 12,
      flags: ['path.nothing:id'],
    });
  });

  it('leaves by next whatever the status, and remarks what does not fit or cannot be read', () => {
    const rows = { parse: [{ variable: 'age', path: '$.age' }] };
    expect(answered(rows, { status: 503, body: 'oops' })).toMatchObject({
      state: { variables: { path: 'next 503', age: null } },
      trace: [{ flags: ['document.unreadable:document.syntax'] }, {}],
    });
    expect(answered(rows, { body: '{"age":"old"}' }).trace[0]?.flags).toEqual([
      'variable.type:age',
    ]);
  });

  it('reads the other formats', () => {
    const step = answered(
      { parseContentType: 'YAML', parse: [{ variable: 'name', path: '$.user.name' }] },
      { body: 'user:\n  name: Ada\n' },
    );
    expect(step.state.variables['name']).toBe('Ada');
  });

  it('has exits by status when they are chosen', () => {
    const { state } = answered({ statusEdges: true }, { status: 404 }, 'http.clientError>four');
    expect(state.variables['path']).toBe('client error');
  });

  it('keeps a body that is too long out of the state, but maps it', () => {
    const body = JSON.stringify({ name: 'Ada', long: 'x'.repeat(300_000) });
    const step = answered({ parse: [{ variable: 'name', path: '$.name' }] }, { body });
    expect(step.trace[0]?.flags).toEqual(['http.body.not.kept']);
    expect(step.state.variables['name']).toBe('Ada');
    expect(step.state.outputs['http']).toMatchObject({ httpResponseBody: '' });
  });

  it('leaves by the error exit when it could not be completed, and takes no answer to another effect', () => {
    const flow = compiled(
      flowOf({
        variables,
        actions: [
          action('http', 'httpRequest', plain),
          action('wrong', 'setVariable', {
            assignments: [{ variable: 'path', value: '{{ error.code }}' }],
          }),
        ],
        edges: 'http.error>wrong',
      }),
    );
    const { state } = start(flow);
    const input = { kind: 'failed', code: 'http.timeout', message: 'No answer.' } as const;
    expect(resume(flow, state, { input }).state.variables['path']).toBe('http.timeout');
    const late = resume(flow, state, { input: { ...input, effect: 'run.7' } });
    expect(late).toMatchObject({ outcome: { status: 'failed', code: 'not.waiting' }, state });
  });
});

const signIn = (id: string, session: string, clientId: string) =>
  action(id, 'oauthAuthentication', {
    environmentUrl: 'https://cc.example',
    clientId: { kind: 'insecure', value: clientId },
    clientSecret: { kind: 'credential', credential: 'Genesys', attribute: 'secret' },
    session,
  });

describe('sessions', () => {
  it('are kept apart by their names, with the secrets unopened', () => {
    const flow = compiled(
      flowOf({
        variables,
        actions: [
          signIn('one', 'One', 'client 1'),
          signIn('two', 'Two', 'client 2'),
          action('get', 'genesysGetUser', { session: 'Two', userId: '{{ id }}' }),
        ],
        edges: 'one.next>two two.next>get',
      }),
    );
    const first = start(flow);
    expect(first.effects).toEqual([
      {
        kind: 'authenticate',
        id: 'run.1',
        request: {
          session: 'One',
          type: 'clientCredentials',
          environmentUrl: 'https://cc.example',
          clientId: { kind: 'insecure', value: 'client 1' },
          clientSecret: { kind: 'credential', credential: 'Genesys', attribute: 'secret' },
        },
      },
    ]);
    const done = { input: { kind: 'result' } } as const;
    const second = resume(flow, first.state, done);
    const third = resume(flow, second.state, done);
    expect(third.effects).toMatchObject([
      {
        kind: 'httpRequest',
        request: { target: { kind: 'session', session: 'Two', path: '/api/v2/users/a%2Fb' } },
      },
    ]);
    expect(third.state.sessions).toMatchObject({
      One: { clientId: { value: 'client 1' } },
      Two: { clientId: { value: 'client 2' } },
    });
  });

  it('must have been signed in on the way to the action', () => {
    const flow = compiled(
      flowOf({
        actions: [
          action('get', 'genesysGetUser', { userId: 'u' }),
          action('in', 'oauthAuthentication', {
            authenticationType: 'connection',
            connection: 'Genesys',
          }),
        ],
        edges: 'get.next>in',
      }),
    );
    expect(start(flow).outcome).toEqual({
      status: 'failed',
      code: 'session.unknown',
      action: 'get',
    });
  });
});

describe('the Genesys package', () => {
  const over = (type: string, settings: FlowSettings, response?: Partial<HttpResponse>) => {
    const flow = compiled(
      flowOf({
        variables,
        actions: [
          action('in', 'oauthAuthentication', {
            authenticationType: 'connection',
            connection: 'Genesys',
          }),
          action('do', type, settings),
          action('wrong', 'setVariable', {
            assignments: [{ variable: 'path', value: '{{ error.message }}' }],
          }),
        ],
        edges: 'in.next>do do.error>wrong',
      }),
    );
    const asked = resume(flow, start(flow).state, { input: { kind: 'result' } });
    const [effect] = asked.effects;
    const request = effect?.kind === 'httpRequest' ? effect.request : null;
    const input = {
      kind: 'httpResponse',
      response: { status: 200, headers: {}, body: '', ...response },
    } as const;
    return { request, step: resume(flow, asked.state, { input }) };
  };

  it('creates a user without opening the password, and maps the result', () => {
    const password = { kind: 'credential', credential: 'New users', attribute: 'password' };
    const { request, step } = over(
      'genesysCreateUser',
      {
        email: 'ada@example.org',
        fullName: 'Ada',
        password,
        results: [{ variable: 'id', path: '$.id' }],
      },
      { body: '{"id":"u1"}' },
    );
    expect(request).toMatchObject({
      method: 'POST',
      target: { path: '/api/v2/users' },
      body: {
        kind: 'json',
        value: { email: 'ada@example.org', name: 'Ada', state: 'active' },
        secrets: { password },
      },
    });
    expect(step.state.variables['id']).toBe('u1');
  });

  it('puts a result into a dictionary', () => {
    const { step } = over(
      'genesysListRolesOfUser',
      { userId: 'u1', output: 'dictionary', dictionary: 'all' },
      { body: '{"roles":[{"id":"r"}]}' },
    );
    expect(step.state.variables['all']).toEqual({ roles: [{ id: 'r' }] });
  });

  it.each([
    [
      'genesysAddUsersToRole',
      { roleId: 'r', users: 'a, b' },
      'PUT',
      '/api/v2/authorization/roles/r/users/add',
      ['a', 'b'],
    ],
    [
      'genesysSetRolesOfUser',
      { userId: 'u', roles: '["x"]' },
      'PUT',
      '/api/v2/users/u/roles',
      ['x'],
    ],
    [
      'genesysUpdateUser',
      { userId: 'u', version: 3, title: 'Dr' },
      'PATCH',
      '/api/v2/users/u',
      { version: 3, title: 'Dr' },
    ],
    [
      'genesysSearchUsers',
      { value: 'ada' },
      'POST',
      '/api/v2/users/search',
      { pageSize: 25, query: [{ type: 'CONTAINS', fields: ['name', 'email'], value: 'ada' }] },
    ],
  ])('%s asks as the wire wants it', (type, settings, method, at, value) => {
    expect(over(type, settings).request).toMatchObject({
      method,
      target: { path: at },
      body: { value },
    });
  });

  it('leaves by the error exit when the contact centre refuses', () => {
    const { step } = over(
      'genesysDeleteUser',
      { userId: 'u' },
      { status: 404, body: '{"message":"No such user."}' },
    );
    expect(step.state.variables['path']).toBe('The contact centre answered 404: No such user.');
  });
});
