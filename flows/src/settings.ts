import { ActionFailure } from './action-failure.ts';
import type { ActionField, ActionRow, ColumnField } from './actions/action.types.ts';
import {
  type CompiledTemplate,
  compileTemplate,
  type TemplateScope,
  templateLimits,
} from './expressions/index.ts';
import type { FlowSettings, FlowValue } from './flow.model.ts';
import { LanguageError } from './language-error.ts';
import { toText } from './variable-types.ts';
import type { Tiers, WorkPool } from './work-pool.ts';

/** What settings are filled from. */
export type RunScope = TemplateScope & {
  readonly pool: WorkPool;
  /** Whether the variable holds something that is shown to nobody. */
  readonly hides: (name: string) => boolean;
};

/** A setting ready to be read. */
export type Filled = {
  readonly raw: FlowValue | undefined;
  readonly text: (scope: RunScope) => string;
  readonly value: (scope: RunScope) => FlowValue;
  /** Like `text`, with values made safe inside the quotes of a JSON text. */
  readonly json: (scope: RunScope) => string;
  /** Names that it is made of. */
  readonly reads: readonly string[];
};

type FilledRow = ReadonlyMap<string, Filled>;

/** The settings of one action, templates read once. */
export type CompiledSettings = {
  readonly fields: ReadonlyMap<string, Filled>;
  readonly rows: ReadonlyMap<string, readonly FilledRow[]>;
};

const templated: ReadonlySet<ActionField['kind']> = new Set([
  'template',
  'expression',
  'integer',
  'resource',
]);

/** Whether values of the field are templates. */
export const isTemplated = ({ kind }: ActionField | ColumnField): boolean => templated.has(kind);

export const hasTemplate = (text: string): boolean => /\{[{%#]/.test(text);

const constant = (raw: FlowValue | undefined): Filled => {
  const text = toText(raw);
  const value = raw ?? null;
  return { raw, text: () => text, value: () => value, json: () => text, reads: [] };
};

const unset: Filled = constant(undefined);

const templateTiers: Tiers = {
  bounds: [200, 5_000, templateLimits.steps],
  price: 1,
  code: 'template.budget',
};

const filling = (raw: string, template: CompiledTemplate): Filled => ({
  raw,
  text: (scope) => scope.pool.within(templateTiers, (steps) => template.render(scope, { steps })),
  value: (scope) =>
    scope.pool.within(templateTiers, (steps) => template.evaluate(scope, { steps })),
  json: (scope) =>
    scope.pool.within(templateTiers, (steps) =>
      template.render(scope, { steps, escapeTexts: 'json' }),
    ),
  reads: template.references.map(({ name }) => name),
});

const plainName = /\{\{\s*([A-Za-z_][\w.]*)\s*\}\}/g;

/**
 * A text that is no template although it has braces, such as one that explains them: the names in it are filled and the
 * rest stays as it is. Only flows published before expressions have such texts.
 */
const plainFilling = (raw: string): Filled => {
  const text = (scope: RunScope) =>
    raw.replaceAll(plainName, (_, name: string) => toText(scope.lookup(name)));
  const reads = [...raw.matchAll(plainName)].map(([, name = '']) => name);
  return { raw, text, value: text, json: text, reads };
};

const readTemplate = (raw: string): Filled => {
  try {
    return filling(raw, compileTemplate(raw));
  } catch (error) {
    if (error instanceof LanguageError) return plainFilling(raw);
    throw error;
  }
};

const fill = (field: ColumnField | ActionField, written: FlowValue | undefined): Filled => {
  const raw = written === undefined ? field.default : written;
  if (isTemplated(field) && typeof raw === 'string' && hasTemplate(raw)) return readTemplate(raw);
  return constant(raw);
};

export const ownOf = (row: FlowValue, name: string): FlowValue | undefined =>
  typeof row === 'object' && row !== null && !Array.isArray(row) && Object.hasOwn(row, name)
    ? (row as FlowSettings)[name]
    : undefined;

/** Reads the settings of an action by its fields. */
export const compileSettings = (
  definition: readonly ActionField[],
  settings: FlowSettings,
): CompiledSettings => {
  const fields = new Map<string, Filled>();
  const rows = new Map<string, FilledRow[]>();
  for (const field of definition) {
    // What does not show does not count: it may hold anything.
    const shown = isVisible(field, definition, settings);
    const written = shown ? ownOf(settings, field.name) : undefined;
    if (!shown) {
      fields.set(field.name, unset);
      continue;
    }
    if (field.kind !== 'rows') {
      fields.set(field.name, fill(field, written));
      continue;
    }
    const list = Array.isArray(written) ? written : [];
    rows.set(
      field.name,
      list.map(
        (row) =>
          new Map(
            field.columns.map((column) => [column.name, fill(column, ownOf(row, column.name))]),
          ),
      ),
    );
    fields.set(field.name, constant(written));
  }
  return { fields, rows };
};

export const readField = ({ fields }: CompiledSettings, name: string): Filled =>
  fields.get(name) ?? unset;

/** Whether a setting is made of something that is shown to nobody. */
export const isHidden = ({ reads }: Filled, { hides }: Pick<RunScope, 'hides'>): boolean =>
  reads.some(hides);

export const readRows = (
  { rows }: CompiledSettings,
  name: string,
  scope: RunScope,
): readonly ActionRow[] =>
  (rows.get(name) ?? []).map((row) => ({
    text: (column) => (row.get(column) ?? unset).text(scope),
    value: (column) => (row.get(column) ?? unset).value(scope),
    raw: (column) => row.get(column)?.raw,
    hidden: (column) => isHidden(row.get(column) ?? unset, scope),
  }));

/**
 * A setting as a whole number; null when it is empty.
 * @throws ActionFailure `setting.number` when it is none or out of bounds.
 */
export const readInteger = (field: ActionField, filled: Filled, scope: RunScope): number | null => {
  if (field.kind !== 'integer') return null;
  const value = filled.value(scope);
  const text = toText(value).trim();
  if (text === '') return typeof field.default === 'number' ? field.default : null;
  const number = Number(text);
  if (!Number.isInteger(number) || number < field.min || number > field.max)
    throw new ActionFailure(
      'setting.number',
      `${field.label} must be a whole number from ${field.min} to ${field.max}.`,
      { field: field.label, min: String(field.min), max: String(field.max) },
    );
  return number;
};

/** Whether the field counts, given what the others are set to. */
export const isVisible = (
  { visibleWhen }: ActionField | ColumnField,
  definition: readonly (ActionField | ColumnField)[],
  settings: FlowSettings,
): boolean =>
  Object.entries(visibleWhen ?? {}).every(([name, values]) => {
    const other = definition.find((field) => field.name === name);
    const value = ownOf(settings, name) ?? other?.default;
    const shown = other === undefined || isVisible(other, definition, settings);
    return shown && values.includes(value as string | boolean);
  });
