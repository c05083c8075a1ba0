import { type ActionDefinition, type ActionField, actionDefinitions } from './actions/index.ts';
import { flowKinds, flowLimits, variableTypes } from './flow.model.ts';

/** JSON Schema, as far as it is used here. */
type Schema = { readonly [keyword: string]: unknown };

const text: Schema = { type: 'string' };
const flag: Schema = { type: 'boolean' };
const place: Schema = { type: 'number' };

const objectOf = (
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema => ({
  type: 'object',
  properties,
  required,
});

const secretSchema: Schema = {
  description: 'An attribute of a credential, a variable of the flow, or the secret itself.',
  oneOf: [
    objectOf({ kind: { const: 'credential' }, credential: text, attribute: text }, [
      'kind',
      'credential',
      'attribute',
    ]),
    objectOf({ kind: { const: 'variable' }, name: text }, ['kind', 'name']),
    objectOf({ kind: { const: 'insecure' }, value: text, sealed: text }, ['kind']),
  ],
};

const descriptions: Partial<Record<ActionField['kind'], string>> = {
  template: 'Text with expressions in double braces.',
  expression: 'A value, or a text with expressions; one expression alone keeps its type.',
  variable: 'Name of a variable of the flow.',
  path: 'JSONPath (RFC 9535).',
  regex: 'Regular expression (RE2).',
  session: 'Name of a session.',
  resource: 'Id or name; a template may make it.',
};

const kindSchema = (field: ActionField): Schema => {
  switch (field.kind) {
    case 'expression':
      return {};
    case 'boolean':
      return flag;
    case 'integer':
      return { oneOf: [{ type: 'integer', minimum: field.min, maximum: field.max }, text] };
    case 'choice':
      return { enum: field.choices };
    case 'secret':
      return { $ref: '#/$defs/secret' };
    case 'text':
      return field.pattern === undefined ? text : { ...text, pattern: field.pattern };
    case 'rows':
      return {
        type: 'array',
        maxItems: field.max ?? flowLimits.rows,
        items: settingsOf(field.columns),
      };
    case 'template':
    case 'variable':
    case 'path':
    case 'regex':
    case 'session':
    case 'resource':
      return text;
  }
};

const fieldSchema = (field: ActionField): Schema => {
  const description = descriptions[field.kind];
  return {
    title: field.label,
    ...(description === undefined ? {} : { description }),
    ...kindSchema(field),
    ...(field.default === undefined ? {} : { default: field.default }),
  };
};

/** Settings that must be there whatever the others are. */
const alwaysRequired = ({ required, visibleWhen, default: given }: ActionField): boolean =>
  required && visibleWhen === undefined && given === undefined;

function settingsOf(fields: readonly ActionField[]): Schema {
  return objectOf(
    Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
    fields.filter(alwaysRequired).map(({ name }) => name),
  );
}

const base = {
  id: text,
  name: { ...text, description: 'What the action puts out is read as {{ name.output }}.' },
  description: text,
  position: objectOf({ x: place, y: place }, ['x', 'y']),
};

const actionSchema = ({ type, label, kinds, fields, upgrade }: ActionDefinition): Schema => {
  const settings = settingsOf(fields);
  const action = objectOf(
    // Older forms of the settings stay readable, so they cannot be required here.
    {
      ...base,
      type: { const: type },
      settings: upgrade ? { ...settings, required: [] } : settings,
    },
    ['id', 'type', 'name', 'settings'],
  );
  return { title: label, description: `Flows of kind ${kinds.join(', ')}.`, ...action };
};

const variableSchema = objectOf(
  {
    name: { ...text, pattern: '^[A-Za-z_][A-Za-z0-9_]{0,127}$' },
    type: { enum: variableTypes },
    initial: {},
    description: text,
    secure: flag,
    input: flag,
    output: flag,
    agentViewable: flag,
    agentEditable: flag,
    reportable: flag,
  },
  ['name'],
);

const entry: Schema = { type: ['string', 'null'] };

/** The flow language as JSON Schema (draft 2020-12), made of the declared actions. */
export const flowLanguageSchema = (): Schema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://tandem.invalid/flow-language.schema.json',
  title: 'Tandem flow',
  ...objectOf(
    {
      language: { const: 1 },
      kind: { enum: flowKinds },
      description: text,
      variables: { type: 'array', maxItems: flowLimits.variables, items: variableSchema },
      start: { ...entry, description: 'Id of the first action.' },
      onError: { ...entry, description: 'Id of the first action of the global error handler.' },
      actions: {
        type: 'array',
        maxItems: flowLimits.actions,
        items: { oneOf: actionDefinitions.map(({ type }) => ({ $ref: `#/$defs/${type}` })) },
      },
      edges: {
        type: 'array',
        maxItems: flowLimits.edges,
        items: objectOf({ from: text, outlet: text, to: text }, ['from', 'outlet', 'to']),
      },
    },
    ['language', 'kind', 'variables', 'start', 'actions', 'edges'],
  ),
  $defs: {
    secret: secretSchema,
    ...Object.fromEntries(
      actionDefinitions.map((definition) => [definition.type, actionSchema(definition)]),
    ),
  },
});
