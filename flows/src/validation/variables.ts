import {
  errorName,
  type FlowDocument,
  type FlowVariable,
  flowLimits,
  reservedNames,
} from '../flow.model.ts';
import { convert, isWithinSize } from '../variable-types.ts';
import { type FlowProblem, problem, repeated } from './problems.ts';

const namePattern = /^[A-Za-z_]\w{0,127}$/;

const nameProblems = (variables: readonly FlowVariable[]): FlowProblem[] => [
  ...variables
    .filter(({ name }) => !namePattern.test(name) || reservedNames.has(name))
    .map(({ name }) => problem('FC1039', `"${name}" cannot name a variable.`)),
  ...variables
    .filter(({ name }) => name === errorName)
    .map(({ name }) => problem('FC1040', `The variable "${name}" hides the last error.`)),
  ...repeated(variables.map(({ name }) => name)).map((name) =>
    problem('FC1039', `There are two variables "${name}".`),
  ),
];

const valueProblems = ({ name, type, initial }: FlowVariable): FlowProblem[] => {
  if (initial === undefined) return [];
  const converted = convert(type, initial);
  if (!converted)
    return [problem('FC1042', `The value of the variable "${name}" is no ${type} at the start.`)];
  return isWithinSize(type, converted.value)
    ? []
    : [
        problem(
          'FC1041',
          `The JSON variable "${name}" holds at most ${flowLimits.jsonBytes} bytes.`,
        ),
      ];
};

const markProblems = (variable: FlowVariable): FlowProblem[] => {
  const { name, type, secure, agentViewable, agentEditable } = variable;
  const seen = agentViewable === true || agentEditable === true;
  if (type === 'JSON' && (secure || seen))
    return [
      problem('FC1041', `The JSON variable "${name}" can be neither secure nor shown to agents.`),
    ];
  if (secure && seen)
    return [problem('FC1041', `The secure variable "${name}" cannot be shown to agents.`)];
  return agentEditable && !agentViewable
    ? [problem('FC1041', `Agents cannot change the variable "${name}" without seeing it.`)]
    : [];
};

const countProblems = (variables: readonly FlowVariable[]): FlowProblem[] => {
  const documents = variables.filter(({ type }) => type === 'JSON').length;
  const shown = variables.filter(({ agentViewable, reportable }) => agentViewable || reportable);
  return [
    ...(documents > flowLimits.jsonVariables
      ? [problem('FC1041', `A flow has at most ${flowLimits.jsonVariables} JSON variables.`)]
      : []),
    ...(shown.length > flowLimits.shownVariables
      ? [
          problem(
            'FC1041',
            `At most ${flowLimits.shownVariables} variables are shown to agents or reported.`,
          ),
        ]
      : []),
  ];
};

export const variableProblems = ({ variables }: FlowDocument): FlowProblem[] => [
  ...nameProblems(variables),
  ...variables.flatMap((variable) => [...valueProblems(variable), ...markProblems(variable)]),
  ...countProblems(variables),
];
