import { type ActionField, type ColumnField, defaultSession } from '../actions/index.ts';
import { type FlowValue, flowLimits } from '../flow.model.ts';
import { isSecretReference } from '../secrets.ts';
import { hasTemplate, isVisible, ownOf } from '../settings.ts';
import { type Checked, type KnownAction, type Place, whereOf } from './checked.ts';
import { codeProblems } from './code.ts';
import { type FlowProblem, isObject, isText, problem, repeated } from './problems.ts';

const longestText = 2048;

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
  return fits ? null : `must be a whole number from ${field.min} to ${field.max}`;
};

const textForm = (pattern: string | undefined, value: FlowValue) => {
  if (!isText(value)) return 'must be a text';
  if (value.length > longestText) return `has at most ${longestText} characters`;
  return pattern === undefined || new RegExp(pattern).test(value) ? null : 'has not the right form';
};

const zoneForm = (value: FlowValue) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: String(value) }) && null;
  } catch {
    return 'is no time zone, such as Europe/Berlin';
  }
};

/** What is wrong with the form of a value, in words; null when nothing is. */
const formProblem = (field: ColumnField, value: FlowValue): string | null => {
  switch (field.kind) {
    case 'expression':
      return null;
    case 'integer':
      return integerForm(field, value);
    case 'boolean':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'choice':
      return field.choices.some((choice) => choice === value)
        ? null
        : `must be one of ${field.choices.join(', ')}`;
    case 'secret':
      return isSecretReference(value) ? null : 'must be a credential, a variable or a text';
    case 'text':
      return field.format === 'timeZone' ? zoneForm(value) : textForm(field.pattern, value);
    case 'session':
      return textForm('^[^{}]{1,64}$', value);
    case 'template':
    case 'variable':
    case 'path':
    case 'regex':
    case 'resource':
      return isText(value) ? null : 'must be a text';
  }
};

const placeProblems = (
  checked: Checked,
  place: Place,
  value: FlowValue | undefined,
): FlowProblem[] => {
  const { field, action } = place;
  const where = whereOf(place);
  const name = action.action.name;
  if (isEmpty(value)) {
    const missing = field.required && isEmpty(field.default);
    return missing ? [problem('FC1015', `${name}: ${field.label} is required.`, where)] : [];
  }
  const form = formProblem(field, value as FlowValue);
  if (form !== null) return [problem('FC1016', `${name}: ${field.label} ${form}.`, where)];
  return codeProblems(checked, place, value as FlowValue);
};

type RowsField = Extract<ActionField, { kind: 'rows' }>;

const listProblem = (field: RowsField, value: FlowValue | undefined): [string, string] | null => {
  if (isEmpty(value)) return field.required ? ['FC1015', 'is required'] : null;
  const most = field.max ?? flowLimits.rows;
  if (!Array.isArray(value) || value.length > most)
    return ['FC1016', `must be a list of at most ${most} rows`];
  if (!value.every(isObject)) return ['FC1016', 'must be rows'];
  const { unique } = field;
  const names = unique === undefined ? [] : value.map((row) => String(row[unique] ?? ''));
  return repeated(names).length > 0 ? ['FC1016', `has a row twice (${repeated(names)[0]})`] : null;
};

const rowsProblems = (checked: Checked, action: KnownAction, field: RowsField): FlowProblem[] => {
  const value = ownOf(action.action.settings, field.name);
  const wrong = listProblem(field, value);
  const { id, name } = action.action;
  if (wrong)
    return [
      problem(wrong[0] as 'FC1015' | 'FC1016', `${name}: ${field.label} ${wrong[1]}.`, {
        action: id,
        field: field.name,
      }),
    ];
  const list = Array.isArray(value) ? (value as readonly FlowValue[]) : [];
  return list.flatMap((given, row) =>
    field.columns.flatMap((column) =>
      placeProblems(
        checked,
        { action, field: column, setting: field.name, row },
        ownOf(given, column.name),
      ),
    ),
  );
};

/** What is wrong with the settings of an action; those that do not show do not count. */
export const settingProblems = (checked: Checked, action: KnownAction): FlowProblem[] => {
  const { settings } = action.action;
  const { fields } = action.definition;
  return fields
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
