import { httpMethods } from '../http.model.ts';
import type { ActionField } from './action.types.ts';
import {
  choice,
  extraction,
  integer,
  pairs,
  resource,
  rows,
  session,
  template,
  text,
  toggle,
} from './fields.ts';

const required = { required: true } as const;

/** Names as the vendor's designer shows them. */
export const contentTypes = [
  'None',
  'Application/JSON',
  'Form URL Encoded',
  'Form Data',
  'File',
  'GraphQL',
  'XML',
  'TOML',
  'YAML',
  'Other',
] as const;
export type RequestContentType = (typeof contentTypes)[number];

export const parseTypes = ['JSON', 'XML', 'TOML', 'YAML'] as const;

const authenticated = { useAuthenticatedEndpoint: [true] } as const;
const withContent = (...types: readonly RequestContentType[]) => ({ contentType: types });

const endpointFields: readonly ActionField[] = [
  toggle('useAuthenticatedEndpoint', 'Use Authenticated Endpoint', { default: true }),
  choice('authentication', 'Authentication', {
    choices: ['connector', 'session'],
    default: 'connector',
    visibleWhen: authenticated,
  }),
  resource('connector', 'Connector', {
    ...required,
    resource: 'connector',
    visibleWhen: { ...authenticated, authentication: ['connector'] },
  }),
  session({ visibleWhen: { ...authenticated, authentication: ['session'] } }),
  template('requestPath', 'Request Path', { visibleWhen: authenticated }),
  template('requestUrl', 'Request URL', {
    ...required,
    visibleWhen: { useAuthenticatedEndpoint: [false] },
  }),
];

const requestFields: readonly ActionField[] = [
  choice('method', 'Method', { choices: httpMethods, default: 'GET' }),
  pairs('queryParameters', 'Query Parameters'),
  pairs('headers', 'HTTP Request Headers'),
  choice('contentType', 'Content Type', { choices: contentTypes, default: 'Application/JSON' }),
  text('customContentType', 'Custom content type', {
    ...required,
    pattern: '^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(; ?[A-Za-z0-9_-]+=[A-Za-z0-9_."-]+)*$',
    visibleWhen: withContent('Other'),
  }),
  template('body', 'Request Body', {
    multiline: true,
    visibleWhen: withContent('Application/JSON', 'XML', 'TOML', 'YAML', 'Other'),
  }),
  toggle('escapeJson', 'Escape values in the body', {
    default: false,
    visibleWhen: withContent('Application/JSON'),
  }),
  pairs('formFields', 'Form fields', { visibleWhen: withContent('Form URL Encoded') }),
  rows('formData', 'Form data', {
    visibleWhen: withContent('Form Data'),
    columns: [
      template('name', 'Key', required),
      choice('type', 'Type', { choices: ['Text', 'File'], default: 'Text' }),
      template('value', 'Value'),
      template('fileName', 'File name'),
    ],
  }),
  template('fileContent', 'Content', {
    ...required,
    multiline: true,
    visibleWhen: withContent('File'),
  }),
  template('fileName', 'File name', { ...required, visibleWhen: withContent('File') }),
  template('graphqlQuery', 'Query', {
    ...required,
    multiline: true,
    visibleWhen: withContent('GraphQL'),
  }),
  template('graphqlVariables', 'GraphQL Variables', {
    multiline: true,
    visibleWhen: withContent('GraphQL'),
  }),
];

const responseFields: readonly ActionField[] = [
  integer('responseTimeoutMs', 'Response Timeout (ms)', { min: 1, max: 600_000, default: 2000 }),
  integer('retries', 'Number of Retries', { min: 0, max: 10, default: 1 }),
  choice('parseContentType', 'Content Type of the response', {
    choices: parseTypes,
    default: 'JSON',
  }),
  extraction('parse', 'Parse settings'),
];

/** What the vendor's activity does not have; off unless chosen. */
const extraFields: readonly ActionField[] = [
  integer('connectTimeoutMs', 'Connect timeout (ms)', { min: 1, max: 600_000 }),
  toggle('retryAfter', 'Repeat after 429 and 503 as Retry-After says', { default: false }),
  toggle('statusEdges', 'Exits by status', { default: false }),
  toggle('circuitBreaker', 'Stop asking a host that keeps failing', { default: false }),
  integer('maxResponseBytes', 'Response at most (bytes)', {
    min: 1,
    max: 16_777_216,
    default: 1_048_576,
  }),
  toggle('idempotencyKey', 'Send an Idempotency-Key', { default: false }),
  choice('followRedirects', 'Redirects', { choices: ['none', 'sameOrigin'], default: 'none' }),
];

export const httpFields: readonly ActionField[] = [
  ...endpointFields,
  ...requestFields,
  ...responseFields,
  ...extraFields,
];
