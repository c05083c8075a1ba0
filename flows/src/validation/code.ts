import { compileTemplate, type TemplateReference } from '../expressions/index.ts';
import { errorName, type FlowValue, reservedNames } from '../flow.model.ts';
import { checkPath } from '../json-path/index.ts';
import { LanguageError, problemOf } from '../language-error.ts';
import { compileLinearRegex } from '../linear-regex.ts';
import { isSecretReference } from '../secrets.ts';
import { hasTemplate, isTemplated } from '../settings.ts';
import { convert } from '../variable-types.ts';
import { type Checked, type Place, whereOf } from './checked.ts';
import { type FlowProblem, isText, problem } from './problems.ts';

/** Names the surroundings fill, and those no variable may have. */
const isGiven = (name: string): boolean => name === errorName || reservedNames.has(name);

const unknownOutput = (checked: Checked, { name, path }: TemplateReference): string | null => {
  const source = checked.known.find(({ action }) => action.name === name);
  if (!source) return `there is no variable "${name}"`;
  const outputs = source.definition.outputs ?? [];
  const asked = path.split('.')[1];
  if (outputs.length === 0) return `the action "${name}" puts out nothing`;
  return asked === undefined || outputs.some((output) => output.name === asked)
    ? null
    : `the action "${name}" puts out no "${asked}"`;
};

const referenceProblems = (
  checked: Checked,
  place: Place,
  references: readonly TemplateReference[],
): FlowProblem[] => {
  const { name: action } = place.action.action;
  return references.flatMap((reference) => {
    const { name, position } = reference;
    const where = { ...whereOf(place), position };
    const variable = checked.variables.get(name);
    if (variable?.secure && place.action.definition.type === 'log')
      return [
        problem('FC1052', `${action}: the secure variable "${name}" stands in a log.`, where),
      ];
    if (variable || isGiven(name) || checked.globals.has(name)) return [];
    const unknown = unknownOutput(checked, reference);
    return unknown === null ? [] : [problem('FC1038', `${action}: ${unknown}.`, where)];
  });
};

const templateProblems = (checked: Checked, place: Place, source: string): FlowProblem[] => {
  if (!hasTemplate(source)) return [];
  try {
    return referenceProblems(checked, place, compileTemplate(source).references);
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
    const { message, position } = problemOf(error);
    const { name } = place.action.action;
    const at = `line ${position.line}, column ${position.column}`;
    return [
      problem('FC1020', `${name}: ${place.field.label} (${at}): ${message}`, {
        ...whereOf(place),
        position,
      }),
    ];
  }
};

const pathProblems = (place: Place, source: string): FlowProblem[] =>
  checkPath(source, { dialect: 'jayway' }).map(({ message, position }) =>
    problem('FC1021', `${place.action.action.name}: ${message}`, { ...whereOf(place), position }),
  );

const variableProblems = (checked: Checked, place: Place, name: string): FlowProblem[] => {
  const { field, action } = place;
  const variable = checked.variables.get(name);
  if (!variable)
    return [
      problem('FC1038', `${action.action.name}: there is no variable "${name}".`, whereOf(place)),
    ];
  const types = field.kind === 'variable' ? field.types : undefined;
  const { type } = variable;
  if (types === undefined || type === undefined || types.includes(type)) return [];
  return [
    problem(
      'FC1042',
      `${action.action.name}: the variable "${name}" is ${type}, but ${types.join(' or ')} is needed.`,
      whereOf(place),
    ),
  ];
};

const secretProblems = (checked: Checked, place: Place, value: FlowValue): FlowProblem[] => {
  if (!isSecretReference(value)) return [];
  const { name } = place.action.action;
  const where = whereOf(place);
  if (value.kind === 'insecure')
    return [problem('FC1053', `${name}: ${place.field.label} is typed into the flow.`, where)];
  if (value.kind !== 'variable') return [];
  const variable = checked.variables.get(value.name);
  // Variables of the organisation that flows read by name are those that are not secure.
  const isGlobal = checked.globals.has(value.name);
  if (!variable && !isGlobal)
    return [problem('FC1038', `${name}: there is no variable "${value.name}".`, where)];
  return variable?.secure
    ? []
    : [
        problem(
          'FC1054',
          `${name}: the variable "${value.name}" holds a secret but is not secure.`,
          where,
        ),
      ];
};

/** What is wrong with a value as code: templates, paths, patterns, names of variables, secrets. */
export const codeProblems = (checked: Checked, place: Place, value: FlowValue): FlowProblem[] => {
  const { field } = place;
  if (field.kind === 'secret') return secretProblems(checked, place, value);
  if (!isText(value)) return [];
  if (isTemplated(field)) return templateProblems(checked, place, value);
  if (field.kind === 'path') return pathProblems(place, value);
  if (field.kind === 'variable') return variableProblems(checked, place, value);
  if (field.kind === 'regex' && !compileLinearRegex(value))
    return [
      problem(
        'FC1022',
        `${place.action.action.name}: ${field.label} cannot be read.`,
        whereOf(place),
      ),
    ];
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
            ? [
                problem(
                  'FC1054',
                  `${name}: "${variable.name}" gets a secure value but is not secure.`,
                  where,
                ),
              ]
            : [];
        return convert(variable.type, row.value as FlowValue)
          ? []
          : [problem('FC1042', `${name}: the value is no ${variable.type}.`, where)];
      });
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
              problem('FC1022', `${name}: the pattern cannot be read.`, {
                action: id,
                field: 'intents',
                row: index,
                column: 'phrases',
              }),
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
