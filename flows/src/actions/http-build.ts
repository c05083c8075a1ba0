import { ActionFailure } from '../action-failure.ts';
import type { HttpBody, HttpMethod, HttpPairs, HttpRequest, HttpTarget } from '../http.model.ts';
import type { ActionContext } from './action.types.ts';
import type { RequestContentType } from './http-fields.ts';

const pairsOf = ({ rows }: ActionContext, name: string): HttpPairs =>
  rows(name).map((row) => [row.text('name'), row.text('value')] as const);

const targetOf = ({ flag, raw, text }: ActionContext): HttpTarget => {
  if (!flag('useAuthenticatedEndpoint')) return { kind: 'url', url: text('requestUrl').trim() };
  const path = text('requestPath').trim();
  return raw('authentication') === 'session'
    ? { kind: 'session', session: text('session'), path }
    : { kind: 'connector', connector: text('connector').trim(), path };
};

const mediaTypes: Partial<Record<RequestContentType, string>> = {
  'Application/JSON': 'application/json',
  XML: 'application/xml',
  TOML: 'application/toml',
  YAML: 'application/yaml',
};

const graphql = ({ text }: ActionContext): HttpBody => {
  const written = text('graphqlVariables').trim();
  try {
    const variables: unknown = written === '' ? {} : JSON.parse(written);
    return {
      kind: 'text',
      contentType: 'application/json',
      text: JSON.stringify({ query: text('graphqlQuery'), variables }),
    };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ActionFailure('http.body', 'The GraphQL variables are no JSON.');
  }
};

const multipart = ({ rows }: ActionContext): HttpBody => ({
  kind: 'multipart',
  parts: rows('formData').map((row) => {
    const name = row.text('name');
    if (row.raw('type') !== 'File') return { kind: 'text', name, value: row.text('value') };
    return {
      kind: 'file',
      name,
      fileName: row.text('fileName') || name,
      content: row.text('value'),
    };
  }),
});

const textBody = (context: ActionContext, type: RequestContentType): HttpBody | null => {
  const { text, json, flag, raw } = context;
  const escapes = type === 'Application/JSON' && flag('escapeJson');
  const body = escapes ? json('body') : text('body');
  if (body === '') return null;
  return {
    kind: 'text',
    contentType: mediaTypes[type] ?? String(raw('customContentType')),
    text: body,
  };
};

const withoutBody: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const bodyOf = (context: ActionContext, method: HttpMethod): HttpBody | null => {
  const type = context.raw('contentType') as RequestContentType;
  if (type === 'None' || withoutBody.has(method)) return null;
  if (type === 'Form URL Encoded') return { kind: 'form', fields: pairsOf(context, 'formFields') };
  if (type === 'Form Data') return multipart(context);
  if (type === 'File')
    return {
      kind: 'file',
      fileName: context.text('fileName'),
      content: context.text('fileContent'),
    };
  return type === 'GraphQL' ? graphql(context) : textBody(context, type);
};

/** The request as the settings of an HTTP Request action say. */
export const requestOf = (context: ActionContext): HttpRequest => {
  const { number, flag, raw } = context;
  const method = raw('method') as HttpMethod;
  return {
    target: targetOf(context),
    method,
    query: pairsOf(context, 'queryParameters'),
    headers: pairsOf(context, 'headers'),
    body: bodyOf(context, method),
    timeoutMs: number('responseTimeoutMs') ?? 2000,
    connectTimeoutMs: number('connectTimeoutMs'),
    retries: number('retries') ?? 1,
    retryAfter: flag('retryAfter'),
    circuitBreaker: flag('circuitBreaker'),
    maxResponseBytes: number('maxResponseBytes') ?? 1_048_576,
    idempotencyKey: flag('idempotencyKey'),
    followRedirects: raw('followRedirects') as HttpRequest['followRedirects'],
  };
};
