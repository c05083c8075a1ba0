import { compileTemplate, type TemplateReference } from '../expressions/index.ts';
import { errorName, type FlowValue, reservedNames } from '../flow.model.ts';
import { checkPath } from '../json-path/index.ts';
import { LanguageError, problemOf } from '../language-error.ts';
import { compileLinearRegex } from '../linear-regex.ts';
import { isSecretReference } from '../secrets.ts';
import { hasTemplate, isTemplated } from '../settings.ts';
import { convert } from '../variable-types.ts';
import { type Checked, type Place, whereOf } from './checked.ts';
import type { ProblemReason } from './problem-reasons.ts';
import { type FlowProblem, isText, type ProblemValues, problem } from './problems.ts';

/** Names the surroundings fill, and those no variable may have. */
const isGiven = (name: string): boolean => name === errorName || reservedNames.has(name);

type Unknown = { readonly reason: ProblemReason; readonly values: ProblemValues };

const unknownOutput = (checked: Checked, { name, path }: TemplateReference): Unknown | null => {
  const source = checked.named.get(name);
  if (!source) return { reason: 'noVariable', values: { variable: name } };
  const outputs = source.definition.outputs ?? [];
  const asked = path.split('.')[1];
  if (outputs.length === 0) return { reason: 'noOutputs', values: { source: name } };
  return asked === undefined || outputs.some((output) => output.name === asked)
    ? null
    : { reason: 'noOutput', values: { source: name, output: asked } };
};

const referenceProblems = (
  checked: Checked,
  place: Place,
  references: readonly TemplateReference[],
): Iterable<FlowProblem> => {
  const { name: action } = place.action.action;
  return references.values().flatMap((reference) => {
    const { name, position } = reference;
    const where = { ...whereOf(place), position };
    const variable = checked.variables.get(name);
    if (variable?.secure && place.action.definition.type === 'log')
      return [problem('secureInLog', { action, variable: name }, where)];
    if (variable || isGiven(name) || checked.globals.has(name)) return [];
    if (checked.hidden.has(name))
      return [problem('hiddenInTemplate', { action, variable: name }, where)];
    const unknown = unknownOutput(checked, reference);
    return unknown === null ? [] : [problem(unknown.reason, { action, ...unknown.values }, where)];
  });
};

/** What the words about a place name first. */
const aboutOf = ({ action, field }: Place) => ({ action: action.action.name, field: field.label });

const templateProblems = (
  checked: Checked,
  place: Place,
  source: string,
): Iterable<FlowProblem> => {
  if (!hasTemplate(source)) return [];
  try {
    return referenceProblems(checked, place, compileTemplate(source).references);
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
    const { message, code, position } = problemOf(error);
    const { line, column } = position;
    const what = { problem: message, language: code, name: error.params['name'] ?? '' };
    const values = { ...aboutOf(place), line, column, ...what };
    return [problem('template', values, { ...whereOf(place), position })];
  }
};

const pathProblems = (place: Place, source: string): FlowProblem[] =>
  checkPath(source, { dialect: 'jayway' }).map(({ message, code, position }) =>
    problem(
      'path',
      { ...aboutOf(place), problem: message, language: code },
      { ...whereOf(place), position },
    ),
  );

const variableProblems = (checked: Checked, place: Place, name: string): FlowProblem[] => {
  const { field, action } = place;
  const variable = checked.variables.get(name);
  if (!variable)
    return [problem('noVariable', { action: action.action.name, variable: name }, whereOf(place))];
  const types = field.kind === 'variable' ? field.types : undefined;
  const { type } = variable;
  if (types === undefined || type === undefined || types.includes(type)) return [];
  return [
    problem(
      'variableType',
      { action: action.action.name, variable: name, type, types: types.join(' or ') },
      whereOf(place),
    ),
  ];
};

const secretProblems = (checked: Checked, place: Place, value: FlowValue): FlowProblem[] => {
  if (!isSecretReference(value)) return [];
  const { name } = place.action.action;
  const where = whereOf(place);
  if (value.kind === 'insecure') return [problem('typedSecret', aboutOf(place), where)];
  if (value.kind !== 'variable') return [];
  const variable = checked.variables.get(value.name);
  // Variables of the organisation that flows read by name are those that are not secure.
  const isGlobal = checked.globals.has(value.name);
  if (!variable && !isGlobal) {
    const reason = checked.hidden.has(value.name) ? 'hiddenSecret' : 'noSecretVariable';
    return [problem(reason, { action: name, variable: value.name }, where)];
  }
  return variable?.secure
    ? []
    : [problem('openSecret', { action: name, variable: value.name }, where)];
};

/** What is wrong with a value as code: templates, paths, patterns, names of variables, secrets. */
export const codeProblems = (
  checked: Checked,
  place: Place,
  value: FlowValue,
): Iterable<FlowProblem> => {
  const { field } = place;
  if (field.kind === 'secret') return secretProblems(checked, place, value);
  if (!isText(value)) return [];
  if (isTemplated(field)) return templateProblems(checked, place, value);
  if (field.kind === 'path') return pathProblems(place, value);
  if (field.kind === 'variable') return variableProblems(checked, place, value);
  if (field.kind === 'regex' && !compileLinearRegex(value))
    return [problem('regex', aboutOf(place), whereOf(place))];
  return [];
};

/** Constants that do not fit the variable they are put into, and secure values that get out of sight. */
export const assignmentProblems = ({ known, variables }: Checked): FlowProblem[] =>
  known
    .filter(({ definition }) => definition.type === 'setVariable')
    .flatMap(({ action: { id, name, settings } }) => {
      const rows = settings['assignments'];
      if (!Array.isArray(rows)) return [];
      return (rows as readonly { variable?: unknown; value?: unknown }[]).flatMap((row, index) => {
        const variable = isText(row?.variable) ? variables.get(row.variable) : undefined;
        if (!variable || row.value === undefined) return [];
        const where = { action: id, field: 'assignments', row: index, column: 'value' };
        if (isText(row.value) && hasTemplate(row.value))
          return leaks(row.value, variables) && !variable.secure
            ? [problem('leak', { action: name, variable: variable.name }, where)]
            : [];
        return convert(variable.type, row.value as FlowValue)
          ? []
          : [problem('valueType', { action: name, type: variable.type ?? '' }, where)];
      });
    });

/** Agents read participant data: what is secure stands there for all of them. */
export const sharedProblems = ({ known, variables }: Checked): FlowProblem[] =>
  known
    .filter(({ definition }) => definition.type === 'setParticipantData')
    .flatMap(({ action: { id, name, settings } }) => {
      const rows = settings['attributes'];
      if (!Array.isArray(rows)) return [];
      return (rows as readonly { name?: unknown; value?: unknown }[]).flatMap((row, index) =>
        isText(row?.value) && hasTemplate(row.value) && leaks(row.value, variables)
          ? [
              problem(
                'leak',
                { action: name, variable: isText(row.name) ? row.name : '' },
                { action: id, field: 'attributes', row: index, column: 'value' },
              ),
            ]
          : [],
      );
    });

/** Patterns among the phrases of Match. */
export const patternProblems = ({ known }: Checked): FlowProblem[] =>
  known
    .filter(({ definition }) => definition.type === 'match')
    .flatMap(({ action: { id, name, settings } }) => {
      const rows = settings['intents'];
      if (!Array.isArray(rows)) return [];
      return (rows as readonly { how?: unknown; phrases?: unknown }[]).flatMap((row, index) =>
        row?.how === 'pattern' && isText(row.phrases) && !compileLinearRegex(row.phrases)
          ? [
              problem(
                'pattern',
                { action: name },
                { action: id, field: 'intents', row: index, column: 'phrases' },
              ),
            ]
          : [],
      );
    });

const leaks = (source: string, variables: Checked['variables']): boolean => {
  try {
    return compileTemplate(source).references.some(({ name }) => variables.get(name)?.secure);
  } catch (error) {
    if (error instanceof LanguageError) return false;
    throw error;
  }
};
