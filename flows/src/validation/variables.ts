import {
  errorName,
  type FlowDocument,
  type FlowVariable,
  flowLimits,
  reservedNames,
} from '../flow.model.ts';
import { initialSecretOf } from '../initial-secrets.ts';
import { convert, isWithinSize } from '../variable-types.ts';
import { type FlowProblem, problem, repeated } from './problems.ts';

const namePattern = /^[A-Za-z_]\w{0,127}$/;

const nameProblems = (variables: readonly FlowVariable[]): FlowProblem[] => [
  ...variables
    .filter(({ name }) => !namePattern.test(name) || reservedNames.has(name))
    .map(({ name }) => problem('variableName', { variable: name })),
  ...variables
    .filter(({ name }) => name === errorName)
    .map(({ name }) => problem('hidesError', { variable: name })),
  ...repeated(variables.map(({ name }) => name)).map((name) =>
    problem('sameVariable', { variable: name }),
  ),
];

const secretProblems = (variable: FlowVariable): FlowProblem[] | null => {
  const secret = initialSecretOf(variable);
  if (!secret || typeof secret.sealed === 'string') return secret && [];
  const { name, type } = variable;
  if (typeof secret.value !== 'string') return [problem('initialMissing', { variable: name })];
  return convert(type, secret.value)
    ? []
    : [problem('initialType', { variable: name, type: type ?? '' })];
};

const valueProblems = (variable: FlowVariable): FlowProblem[] => {
  const ofSecret = secretProblems(variable);
  if (ofSecret) return ofSecret;
  const { name, type, initial } = variable;
  if (initial === undefined) return [];
  const converted = convert(type, initial);
  if (!converted) return [problem('initialType', { variable: name, type: type ?? '' })];
  return isWithinSize(type, converted.value)
    ? []
    : [problem('jsonTooLarge', { variable: name, most: flowLimits.jsonBytes })];
};

const markProblems = (variable: FlowVariable): FlowProblem[] => {
  const { name, type, secure, agentViewable, agentEditable } = variable;
  const seen = agentViewable === true || agentEditable === true;
  if (type === 'JSON' && (secure || seen)) return [problem('jsonMarks', { variable: name })];
  if (secure && seen) return [problem('secureShown', { variable: name })];
  return agentEditable && !agentViewable ? [problem('editedUnseen', { variable: name })] : [];
};

const countProblems = (variables: readonly FlowVariable[]): FlowProblem[] => {
  const documents = variables.filter(({ type }) => type === 'JSON').length;
  const shown = variables.filter(({ agentViewable, reportable }) => agentViewable || reportable);
  return [
    ...(documents > flowLimits.jsonVariables
      ? [problem('jsonTooMany', { most: flowLimits.jsonVariables })]
      : []),
    ...(shown.length > flowLimits.shownVariables
      ? [problem('shownTooMany', { most: flowLimits.shownVariables })]
      : []),
  ];
};

export const variableProblems = ({ variables }: FlowDocument): FlowProblem[] => [
  ...nameProblems(variables),
  ...variables.flatMap((variable) => [...valueProblems(variable), ...markProblems(variable)]),
  ...countProblems(variables),
];
