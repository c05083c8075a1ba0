import type { CompiledAction } from './compile.ts';
import { secureMask } from './flow.model.ts';
import type { HttpPairs, HttpRequest } from './http.model.ts';
import type { FlowInput, TracedCall } from './run.model.ts';
import { type Filled, isHidden, type RunScope, readField } from './settings.ts';

/** Settings of an HTTP Request that its address is made of, without its query. */
const addressFields = ['requestUrl', 'requestPath'] as const;

/** As the author wrote it, with all that is filled in masked. */
const maskedTemplate = ({ raw }: Filled): string =>
  typeof raw === 'string' ? raw.trim().replaceAll(/\{\{.*?\}\}/gs, secureMask) : secureMask;

/** The address below a path, or null where it is made of something secure in a way that cannot be told apart. */
const shownPath = (
  { settings, definition }: CompiledAction,
  scope: RunScope,
  path: string,
): string => {
  for (const name of addressFields) {
    const field = readField(settings, name);
    if (isHidden(field, scope)) return maskedTemplate(field);
  }
  const isTold = definition.fields.some(({ name }) => name === 'requestUrl');
  const hides = !isTold && [...settings.fields.values()].some((field) => isHidden(field, scope));
  return hides ? secureMask : path;
};

/** Names of a query, in their order; their values are nobody's who looks at a trace. */
const shownQuery = (written: string, added: HttpPairs): string => {
  const names = written === '' ? [] : written.split('&').map((pair) => pair.split('=', 1)[0]);
  const all = [...names, ...added.map(([name]) => name)].filter((name) => name !== '');
  return all.length === 0 ? '' : `?${all.map((name) => `${name}=${secureMask}`).join('&')}`;
};

/** Without the query's values, what stands before an @, and a fragment. */
const withoutSecrets = (address: string, added: HttpPairs): string => {
  const [whole = ''] = address.split('#', 1);
  const [path = '', ...query] = whole.split('?');
  const anonymous = path.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1');
  return `${anonymous}${shownQuery(query.join('?'), added)}`;
};

const longest = 2_000;

/** Where an action's request goes, for people. */
export const askedCall = (
  { target, method, query }: HttpRequest,
  compiled: CompiledAction,
  scope: RunScope,
): TracedCall => {
  const path = shownPath(compiled, scope, target.kind === 'url' ? target.url : target.path);
  const shown = withoutSecrets(path, query);
  if (target.kind === 'url') return { method, address: shown.slice(0, longest) };
  const name = target.kind === 'connector' ? target.connector : target.session;
  return { method, address: `${name}: ${shown}`.slice(0, longest) };
};

/** What the answer tells of its request; null: no request was answered. */
export const answeredCall = (input: FlowInput): TracedCall | null => {
  if (input.kind === 'httpResponse') {
    const { response, attempts } = input;
    return { status: response.status, ...(attempts === undefined ? {} : { attempts }) };
  }
  if (input.kind !== 'failed' || input.attempts === undefined) return null;
  return { status: null, attempts: input.attempts };
};
