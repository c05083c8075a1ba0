import type { HttpResponse } from '../http.model.ts';
import type { Values } from '../run.model.ts';
import {
  type ActionContext,
  type ActionDefinition,
  type ActionOutput,
  everyKind,
} from './action.types.ts';
import { extract } from './extract.ts';
import { requestOf } from './http-build.ts';
import { httpFields } from './http-fields.ts';
import { needSession } from './sessions.ts';

/** Characters of a body that stay readable as `httpResponseBody`; longer ones can only be parsed in the action itself. */
export const keptBody = 256 * 1024;

export const httpOutputs: readonly ActionOutput[] = [
  { name: 'httpStatusCode', type: 'Integer' },
  { name: 'httpResponseBody', type: 'String' },
  { name: 'httpResponseHeaders', type: 'JSON' },
];

/** What later actions read of a response, with a remark when the body is too long to be kept. */
export const responseOutputs = ({ status, headers, body }: HttpResponse) => {
  const kept = body.length <= keptBody;
  const outputs: Values = {
    httpStatusCode: status,
    httpResponseBody: kept ? body : '',
    httpResponseHeaders: headers,
  };
  return { outputs, flags: kept ? [] : ['http.body.not.kept'] };
};

const statusOutlets = ['success', 'redirect', 'clientError', 'serverError'] as const;

/** Every completed request leaves by `next`, whatever its status, unless exits by status are chosen. */
const outletOf = ({ flag }: ActionContext, status: number): string => {
  if (!flag('statusEdges')) return 'next';
  if (status < 300) return 'success';
  if (status < 400) return 'redirect';
  return status < 500 ? 'clientError' : 'serverError';
};

export const httpRequest: ActionDefinition = {
  type: 'httpRequest',
  kinds: everyKind,
  group: 'integration',
  label: 'HTTP Request',
  fields: httpFields,
  outlets: ['next'],
  moreOutlets: { flag: 'statusEdges', outlets: statusOutlets },
  outputs: httpOutputs,
  progresses: true,
  run: (context) => {
    const request = requestOf(context);
    if (request.target.kind === 'session') needSession(context, request.target.session);
    return { effects: [{ kind: 'httpRequest', request }], goTo: 'wait' };
  },
  resume: (context, input) => {
    if (input.kind !== 'httpResponse') return null;
    const { response } = input;
    const { outputs, flags } = responseOutputs(response);
    const found = extract(context, {
      rows: 'parse',
      type: String(context.raw('parseContentType')),
      text: response.body,
    });
    return {
      outputs,
      mapped: found.values,
      flags: [...flags, ...found.flags],
      goTo: { outlet: outletOf(context, response.status) },
    };
  },
};
