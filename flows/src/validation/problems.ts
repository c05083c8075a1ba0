import type { FlowSettings } from '../flow.model.ts';
import type { SourcePosition } from '../language-error.ts';
import { type ProblemReason, problemReasons } from './problem-reasons.ts';

/** Errors keep a flow from being published; recommendations do not. */
export type Severity = 'error' | 'recommendation';

export type ProblemValues = Readonly<Record<string, string | number>>;

/** Something wrong with a document, for the designer and for error answers. */
export type FlowProblem = {
  readonly code: FlowCode;
  readonly severity: Severity;
  /** In English; `reason` and `values` say the same for other languages. */
  readonly message: string;
  readonly reason: ProblemReason;
  readonly values: ProblemValues;
  /** Id of the action. */
  readonly action?: string;
  readonly field?: string;
  /** Place in a list: index of the row and name of the column. */
  readonly row?: number;
  readonly column?: string;
  /** Place in a template or path. */
  readonly position?: SourcePosition;
};

/** Every code with its severity. FC1004 to FC1038 are those flow authors know from Webex; the others are ours. */
export const flowCodes = {
  /** The document is not of the form of a flow. */
  FC1001: 'error',
  /** A bound of the language is exceeded. */
  FC1002: 'error',
  /** Start or error handler name no action. */
  FC1003: 'error',
  /** Actions that no way leads to. */
  FC1004: 'recommendation',
  /** An action of an unknown type. */
  FC1005: 'error',
  /** Two actions with one id, or one name where both put something out. */
  FC1006: 'error',
  /** Actions without description. */
  FC1007: 'recommendation',
  /** A connection that leads nowhere. */
  FC1012: 'error',
  /** Two connections leave one outlet. */
  FC1013: 'error',
  /** A required setting is missing. */
  FC1015: 'error',
  /** A setting has a value it cannot have. */
  FC1016: 'error',
  /** A template cannot be read. */
  FC1020: 'error',
  /** A path cannot be read. */
  FC1021: 'error',
  /** A regular expression cannot be read. */
  FC1022: 'error',
  /** A circle without way out in which nothing is waited for. */
  FC1030: 'error',
  /** A circle in which nothing is waited for. */
  FC1031: 'recommendation',
  /** A variable that is not declared. */
  FC1038: 'error',
  /** A name no variable can have, or two variables of one name. */
  FC1039: 'error',
  /** A variable hides what the run shows under its name. */
  FC1040: 'error',
  /** A variable whose type, value or marks do not go together. */
  FC1041: 'error',
  /** A value does not fit its variable. */
  FC1042: 'error',
  /** A session nothing signs in. */
  FC1050: 'error',
  /** OAuth Authentication stands not right under Start. */
  FC1051: 'recommendation',
  /** A secure variable in a log. */
  FC1052: 'error',
  /** A secret typed into the flow. */
  FC1053: 'recommendation',
  /** A secure value is kept in a variable that is not. */
  FC1054: 'recommendation',
  /** Nothing is connected to an exit behind which somebody waits. */
  FC1055: 'recommendation',
  /** A value or a token that each user has of their own: only runs that a person starts have one. */
  FC1056: 'recommendation',
} as const satisfies Readonly<Record<string, Severity>>;

export type FlowCode = keyof typeof flowCodes;

type Place = Omit<FlowProblem, 'code' | 'severity' | 'message' | 'reason' | 'values'>;

/** A problem by its reason, with what its words name. */
export const problem = (
  reason: ProblemReason,
  values: ProblemValues = {},
  place: Place = {},
): FlowProblem => {
  const [code, words] = problemReasons[reason];
  const message = words.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  return { code, severity: flowCodes[code], message, reason, values, ...place };
};

/** Problems of one severity that are told at most. */
export const mostProblems = 500;
/** Problems that are counted at most before the rest is left alone. */
export const mostCounted = 5_000;

export const isError = ({ severity }: FlowProblem): boolean => severity === 'error';

export const isObject = (value: unknown): value is FlowSettings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isText = (value: unknown): value is string => typeof value === 'string';

/** What stands in a list more than once. */
export const repeated = (names: readonly string[]): string[] => {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size);
};
