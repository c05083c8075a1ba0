import { ActionFailure } from '../action-failure.ts';
import type { FlowValue } from '../flow.model.ts';
import type { HttpResponse } from '../http.model.ts';
import type { FlowInput } from '../run.model.ts';
import {
  type ActionContext,
  type ActionDefinition,
  type ActionField,
  type ActionResult,
  everyKind,
} from './action.types.ts';
import { extractFrom } from './extract.ts';
import { choice, extraction, session, variable } from './fields.ts';
import { type RequestShape, requestOver } from './genesys-request.ts';
import { httpOutputs, responseOutputs } from './http-request.ts';
import { needSession } from './sessions.ts';

/** An action of the Genesys package: its settings and the request they make. */
export type GenesysAction = {
  readonly type: string;
  readonly label: string;
  readonly fields: readonly ActionField[];
  readonly request: RequestShape;
};

const resultFields: readonly ActionField[] = [
  choice('output', 'Result into', {
    choices: ['variables', 'dictionary'],
    default: 'variables',
  }),
  extraction('results', 'Variables', { visibleWhen: { output: ['variables'] } }),
  variable('dictionary', 'Dictionary', {
    types: ['JSON', 'String'],
    visibleWhen: { output: ['dictionary'] },
  }),
];

const read = (body: string): FlowValue => {
  if (body.trim() === '') return null;
  try {
    return JSON.parse(body) as FlowValue;
  } catch {
    return null;
  }
};

const shortest = 200;

/** @throws ActionFailure `genesys.status.<status>` with what the contact centre said */
const needSuccess = ({ status }: HttpResponse, document: FlowValue): void => {
  if (status >= 200 && status < 300) return;
  const said =
    typeof document === 'object' && document !== null && !Array.isArray(document)
      ? (document as Readonly<Record<string, FlowValue>>)['message']
      : null;
  const detail = typeof said === 'string' ? `: ${said.slice(0, shortest)}` : '.';
  throw new ActionFailure(
    `genesys.status.${status}`,
    `The contact centre answered ${status}${detail}`,
    { status: String(status), said: detail.slice(2) },
  );
};

const take = (context: ActionContext, input: FlowInput): ActionResult | null => {
  if (input.kind !== 'httpResponse') return null;
  const document = read(input.response.body);
  needSuccess(input.response, document);
  const { outputs, flags } = responseOutputs(input.response);
  const goTo = { outlet: 'next' };
  if (context.raw('output') === 'dictionary') {
    const name = context.raw('dictionary');
    const mapped = typeof name === 'string' && name !== '' ? { [name]: document } : {};
    return { outputs, mapped, flags, goTo };
  }
  const found = extractFrom(context, 'results', document);
  return { outputs, mapped: found.values, flags: [...flags, ...found.flags], goTo };
};

/** Any answer but 2xx leaves by the error exit, unlike in HTTP Request: the author asked for a result, not a request. */
export const genesysAction = ({
  type,
  label,
  fields,
  request,
}: GenesysAction): ActionDefinition => ({
  type,
  kinds: everyKind,
  group: 'genesys',
  label,
  fields: [session(), ...fields, ...resultFields],
  outlets: ['next'],
  outputs: httpOutputs,
  progresses: true,
  run: (context) => {
    needSession(context, context.text('session'));
    return {
      effects: [{ kind: 'httpRequest', request: requestOver(context, request) }],
      goTo: 'wait',
    };
  },
  resume: take,
});
