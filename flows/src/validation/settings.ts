import { type ActionField, type ColumnField, defaultSession } from '../actions/index.ts';
import { type FlowValue, flowLimits } from '../flow.model.ts';
import { isSecretReference } from '../secrets.ts';
import { hasTemplate, isVisible, ownOf } from '../settings.ts';
import { type Checked, type KnownAction, type Place, whereOf } from './checked.ts';
import { codeProblems } from './code.ts';
import type { ProblemReason } from './problem-reasons.ts';
import {
  type FlowProblem,
  isObject,
  isText,
  type ProblemValues,
  problem,
  repeated,
} from './problems.ts';

const longestText = 2048;

/** What is wrong with a value, before it is known whose it is. */
type Said = { readonly reason: ProblemReason; readonly values: ProblemValues };
const said = (reason: ProblemReason, values: ProblemValues = {}): Said => ({ reason, values });

const isEmpty = (value: FlowValue | undefined): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

const integerForm = (field: Extract<ColumnField, { kind: 'integer' }>, value: FlowValue) => {
  if (isText(value) && hasTemplate(value)) return null;
  const number = isText(value) ? Number(value) : value;
  const fits =
    Number.isInteger(number) && Number(number) >= field.min && Number(number) <= field.max;
  return fits ? null : said('integer', { min: field.min, max: field.max });
};

const textForm = (pattern: string | undefined, value: FlowValue) => {
  if (!isText(value)) return said('text');
  if (value.length > longestText) return said('textTooLong', { most: longestText });
  return pattern === undefined || new RegExp(pattern).test(value) ? null : said('textForm');
};

const zoneForm = (value: FlowValue) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: String(value) }) && null;
  } catch {
    return said('timeZone');
  }
};

/** What is wrong with the form of a value; null when nothing is. */
const formProblem = (field: ColumnField, value: FlowValue): Said | null => {
  switch (field.kind) {
    case 'expression':
      return null;
    case 'integer':
      return integerForm(field, value);
    case 'boolean':
      return typeof value === 'boolean' ? null : said('boolean');
    case 'choice':
      return field.choices.some((choice) => choice === value)
        ? null
        : said('choice', { choices: field.choices.join(', ') });
    case 'secret':
      return isSecretReference(value) ? null : said('secret');
    case 'text':
      return field.format === 'timeZone' ? zoneForm(value) : textForm(field.pattern, value);
    case 'session':
      return textForm('^[^{}]{1,64}$', value);
    case 'template':
    case 'variable':
    case 'path':
    case 'regex':
    case 'resource':
      return isText(value) ? null : said('text');
  }
};

/** Of what a setting may name, contact centres alone are the same for everybody and stay. */
const isUnknownProvider = ({ providers }: Checked, field: ColumnField, value: string): boolean =>
  field.kind === 'resource' &&
  field.resource === 'handoverProvider' &&
  providers !== null &&
  !hasTemplate(value) &&
  !providers.has(value.trim().toLowerCase());

const placeProblems = (
  checked: Checked,
  place: Place,
  value: FlowValue | undefined,
): Iterable<FlowProblem> => {
  const { field, action } = place;
  const where = whereOf(place);
  const about = { action: action.action.name, field: field.label };
  if (isEmpty(value)) {
    const missing = field.required && isEmpty(field.default);
    return missing ? [problem('required', about, where)] : [];
  }
  const form = formProblem(field, value as FlowValue);
  if (form !== null) return [problem(form.reason, { ...about, ...form.values }, where)];
  if (isUnknownProvider(checked, field, String(value)))
    return [problem('provider', { ...about, provider: String(value).slice(0, 100) }, where)];
  const found = codeProblems(checked, place, value as FlowValue);
  return checked.isOfEachUser(field, value as FlowValue)
    ? [...found, problem('ofEachUser', about, where)]
    : found;
};

type RowsField = Extract<ActionField, { kind: 'rows' }>;

const listProblem = (field: RowsField, value: FlowValue | undefined): Said | null => {
  if (isEmpty(value)) return field.required ? said('required') : null;
  const most = field.max ?? flowLimits.rows;
  if (!Array.isArray(value) || value.length > most) return said('rowsTooMany', { most });
  if (!value.every(isObject)) return said('rowsForm');
  const { unique } = field;
  const names = unique === undefined ? [] : value.map((row) => String(row[unique] ?? ''));
  const [row] = repeated(names);
  return row === undefined ? null : said('rowTwice', { row });
};

const rowsProblems = (
  checked: Checked,
  action: KnownAction,
  field: RowsField,
): Iterable<FlowProblem> => {
  const value = ownOf(action.action.settings, field.name);
  const wrong = listProblem(field, value);
  const { id, name } = action.action;
  if (wrong)
    return [
      problem(
        wrong.reason,
        { action: name, field: field.label, ...wrong.values },
        { action: id, field: field.name },
      ),
    ];
  const list = Array.isArray(value) ? (value as readonly FlowValue[]) : [];
  return list
    .values()
    .flatMap((given, row) =>
      field.columns
        .values()
        .flatMap((column) =>
          placeProblems(
            checked,
            { action, field: column, setting: field.name, row },
            ownOf(given, column.name),
          ),
        ),
    );
};

/** What is wrong with the settings of an action; those that do not show do not count. */
export const settingProblems = (checked: Checked, action: KnownAction): Iterable<FlowProblem> => {
  const { settings } = action.action;
  const { fields } = action.definition;
  return fields
    .values()
    .filter((field) => isVisible(field, fields, settings))
    .flatMap((field) =>
      field.kind === 'rows'
        ? rowsProblems(checked, action, field)
        : placeProblems(
            checked,
            { action, field, setting: field.name },
            ownOf(settings, field.name),
          ),
    );
};

/** Sessions by the settings that name them. */
export const sessionsOf = ({ known }: Checked, declares: boolean) =>
  known.flatMap(({ action, definition: { fields } }) =>
    fields
      .filter((field) => field.kind === 'session' && (field.declares ?? false) === declares)
      .filter((field) => isVisible(field, fields, action.settings))
      .map((field) => ({
        action,
        field: field.name,
        session: String(ownOf(action.settings, field.name) || defaultSession),
      })),
  );
