import { flowKinds, flowLimits, variableTypes } from '../flow.model.ts';
import { type FlowProblem, isObject, isText, problem } from './problems.ts';

type Form = (value: unknown) => boolean;

const optional =
  (form: Form): Form =>
  (value) =>
    value === undefined || form(value);

const isFlag: Form = (value) => typeof value === 'boolean';
const isNumber: Form = (value) => typeof value === 'number' && Number.isFinite(value);
const isPosition: Form = (value) => isObject(value) && isNumber(value['x']) && isNumber(value['y']);
const isType: Form = (value) => variableTypes.some((type) => type === value);

const variable: Readonly<Record<string, Form>> = {
  name: isText,
  type: optional(isType),
  description: optional(isText),
  secure: optional(isFlag),
  input: optional(isFlag),
  output: optional(isFlag),
  agentViewable: optional(isFlag),
  agentEditable: optional(isFlag),
  reportable: optional(isFlag),
};

const action: Readonly<Record<string, Form>> = {
  id: isText,
  type: isText,
  name: isText,
  description: optional(isText),
  settings: isObject,
  position: optional(isPosition),
};

const edge: Readonly<Record<string, Form>> = { from: isText, outlet: isText, to: isText };

const lists = { variables: variable, actions: action, edges: edge } as const;

const isOf =
  (forms: Readonly<Record<string, Form>>): Form =>
  (value) =>
    isObject(value) && Object.entries(forms).every(([name, form]) => form(value[name]));

const listProblems = (document: Readonly<Record<string, unknown>>): FlowProblem[] =>
  Object.entries(lists).flatMap(([list, forms]) => {
    const items = document[list];
    const most = flowLimits[list as keyof typeof lists];
    if (!Array.isArray(items) || !items.every(isOf(forms))) return [problem('listForm', { list })];
    return items.length > most ? [problem('listTooLong', { most, list })] : [];
  });

const isReference = (value: unknown): boolean => value === null || isText(value);

/** What keeps a document from being looked at at all; a draft may be saved when nothing does. */
export const checkShape = (document: unknown): FlowProblem[] => {
  if (!isObject(document)) return [problem('notAnObject')];
  const problems: FlowProblem[] = [];
  if (document['language'] !== 1) problems.push(problem('language'));
  if (!flowKinds.some((kind) => kind === document['kind'])) problems.push(problem('unknownKind'));
  if (!isReference(document['start'])) problems.push(problem('startForm'));
  if (!isReference(document['onError'] ?? null)) problems.push(problem('handlerForm'));
  if (!optional(isText)(document['description'])) problems.push(problem('descriptionForm'));
  return [...problems, ...listProblems(document)];
};
