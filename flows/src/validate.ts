import { type ActionDefinition, type ActionField, findAction } from './actions/index.ts';
import type { FlowAction, FlowDocument, FlowProblem } from './flow.model.ts';
import { settingNames } from './template.ts';

/** Largest documents accepted: beyond it a flow is a mistake or an attack. */
export const flowLimits = { actions: 1000, edges: 4000, variables: 500, rows: 200 } as const;

const namePattern = /^[A-Za-z_]\w*$/;
/** Names under which the surroundings show values; a variable may not hide them. */
const reserved = new Set(['message', 'customer', 'conversation', 'participant']);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): value is string => typeof value === 'string';

const shapeOf: Readonly<Record<string, (value: unknown) => boolean>> = {
  variables: (v) => isObject(v) && text(v['name']),
  actions: (v) =>
    isObject(v) && text(v['id']) && text(v['type']) && text(v['name']) && isObject(v['settings']),
  edges: (v) => isObject(v) && text(v['from']) && text(v['outlet']) && text(v['to']),
};

/** What keeps a document from being looked at at all; a draft may be saved when nothing does. */
export const checkShape = (document: unknown): FlowProblem[] => {
  if (!isObject(document)) return [{ code: 'flow.shape', message: 'A flow is a JSON object.' }];
  const problems: FlowProblem[] = [];
  if (document['language'] !== 1)
    problems.push({ code: 'flow.language', message: 'The flow language must be 1.' });
  if (!['inboundMessage', 'bot', 'automation'].includes(String(document['kind'])))
    problems.push({ code: 'flow.kind', message: 'The kind of the flow is unknown.' });
  if (document['start'] !== null && !text(document['start']))
    problems.push({ code: 'flow.start', message: 'The start must name an action.' });
  for (const [list, isWell] of Object.entries(shapeOf)) {
    const items = document[list];
    const most = flowLimits[list as keyof typeof flowLimits];
    if (!Array.isArray(items) || !items.every(isWell))
      problems.push({ code: `flow.${list}`, message: `The ${list} of the flow are malformed.` });
    else if (items.length > most)
      problems.push({ code: 'flow.too.large', message: `A flow has at most ${most} ${list}.` });
  }
  return problems;
};

const templatesOf = (field: ActionField, value: unknown): string[] => {
  if (field.kind === 'template') return text(value) ? [value] : [];
  if (field.kind !== 'rows' || !Array.isArray(value)) return [];
  const names = field.columns.filter(({ kind }) => kind === 'template').map(({ name }) => name);
  return value.flatMap((row) => names.map((name) => (isObject(row) ? row[name] : ''))).filter(text);
};

const variablesOf = (field: ActionField, value: unknown): string[] => {
  if (field.kind === 'variable') return text(value) && value !== '' ? [value] : [];
  if (field.kind !== 'rows' || !Array.isArray(value)) return [];
  const names = field.columns.filter(({ kind }) => kind === 'variable').map(({ name }) => name);
  return value.flatMap((row) => names.map((name) => (isObject(row) ? row[name] : ''))).filter(text);
};

/** What is wrong with the form of a value, in words; null when nothing is. */
const formProblem = (field: ActionField, value: unknown): string | null => {
  const empty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  if (empty) return field.required ? 'is required' : null;
  if (field.kind === 'choice')
    return field.choices.includes(String(value))
      ? null
      : `must be one of ${field.choices.join(', ')}`;
  if (field.kind !== 'rows') return text(value) ? null : 'must be a text';
  if (!Array.isArray(value) || value.length > flowLimits.rows)
    return `must be a list of at most ${flowLimits.rows} rows`;
  const whole = value.every(
    (row) => isObject(row) && field.columns.every(({ name }) => text(row[name])),
  );
  return whole ? null : `must be rows of ${field.columns.map(({ name }) => name).join(', ')}`;
};

const settingProblems = (
  action: FlowAction,
  definition: ActionDefinition,
  known: ReadonlySet<string>,
): FlowProblem[] =>
  definition.fields.flatMap((field) => {
    const where = { action: action.id, field: field.name };
    const value = action.settings[field.name];
    const form = formProblem(field, value);
    if (form)
      return [
        { code: 'setting.invalid', message: `${action.name}: ${field.label} ${form}.`, ...where },
      ];
    const asked = [
      ...variablesOf(field, value),
      ...templatesOf(field, value)
        .flatMap(settingNames)
        .map((name) => name.split('.')[0] as string)
        .filter((name) => !reserved.has(name)),
    ];
    return asked
      .filter((name) => !known.has(name))
      .map((name) => ({
        code: 'variable.unknown',
        message: `${action.name}: there is no variable "${name}".`,
        ...where,
      }));
  });

const repeated = (names: readonly string[]): string[] =>
  names.filter((name, index) => names.indexOf(name) !== index);

const nameProblems = ({ variables, actions }: FlowDocument): FlowProblem[] => [
  ...variables
    .filter(({ name }) => !namePattern.test(name) || reserved.has(name))
    .map(({ name }) => ({ code: 'variable.name', message: `"${name}" cannot name a variable.` })),
  ...repeated(variables.map(({ name }) => name)).map((name) => ({
    code: 'variable.repeated',
    message: `There are two variables "${name}".`,
  })),
  ...repeated(actions.map(({ id }) => id)).map((id) => ({
    code: 'action.repeated',
    message: `There are two actions "${id}".`,
    action: id,
  })),
];

const edgeProblems = (document: FlowDocument): FlowProblem[] => {
  const actions = new Map(document.actions.map((action) => [action.id, action]));
  const outletsOf = (id: string): readonly string[] => {
    const action = actions.get(id);
    return action ? (findAction(document.kind, action.type)?.outlets ?? []) : [];
  };
  const wrong = document.edges.filter(
    ({ from, outlet, to }) => !actions.has(to) || !outletsOf(from).includes(outlet),
  );
  return [
    ...wrong.map(({ from, outlet, to }) => ({
      code: 'edge.invalid',
      message: `The connection from ${from} (${outlet}) to ${to} leads nowhere.`,
      action: from,
    })),
    ...repeated(document.edges.map(({ from, outlet }) => `${from} (${outlet})`)).map((where) => ({
      code: 'edge.repeated',
      message: `Two connections leave ${where}.`,
    })),
    ...(document.start !== null && !actions.has(document.start)
      ? [{ code: 'flow.start', message: 'The start must name an action of the flow.' }]
      : []),
  ];
};

/** Everything that is wrong with a document; empty when it can run. */
export const checkDocument = (document: unknown): FlowProblem[] => {
  const shape = checkShape(document);
  if (shape.length > 0) return shape;
  const flow = document as FlowDocument;
  const known = new Set(flow.variables.map(({ name }) => name));
  const actionProblems = flow.actions.flatMap((action) => {
    const definition = findAction(flow.kind, action.type);
    return definition
      ? settingProblems(action, definition, known)
      : [
          {
            code: 'action.unknown',
            message: `${action.name}: flows of this kind have no action "${action.type}".`,
            action: action.id,
          },
        ];
  });
  return [...nameProblems(flow), ...actionProblems, ...edgeProblems(flow)];
};
