/** Something wrong with a flow, as far as it is placed here. */
export type PlacedProblem = {
  readonly code: string;
  readonly severity: 'error' | 'recommendation';
  readonly message: string;
  readonly action?: string;
  readonly field?: string;
  readonly row?: number;
  readonly column?: string;
};

type Severity = PlacedProblem['severity'];
export const SEVERITIES = ['error', 'recommendation'] as const satisfies readonly Severity[];

/** How many problems there are of each severity. */
export type ProblemCounts = Readonly<Record<Severity, number>>;

/** The server counts no further than this many together. */
const MOST_COUNTED = 5_000;

/** Whether there may be more than were counted. */
export const isOpenEnded = ({ error, recommendation }: ProblemCounts): boolean =>
  error + recommendation >= MOST_COUNTED;

/** The worst problem of each action. */
export const severitiesOf = (problems: readonly PlacedProblem[]): ReadonlyMap<string, Severity> => {
  const found = new Map<string, Severity>();
  for (const { action, severity } of problems) {
    if (action !== undefined && found.get(action) !== 'error') found.set(action, severity);
  }
  return found;
};

export const errorsOf = <Problem extends PlacedProblem>(
  problems: readonly Problem[],
): readonly Problem[] => problems.filter(({ severity }) => severity === 'error');

type FieldPlace = {
  readonly field: string;
  readonly row?: number;
  readonly column?: string;
};

/** What is wrong with one setting of an action, the errors first. */
export const problemsAt = <Problem extends PlacedProblem>(
  problems: readonly Problem[],
  { field, row, column }: FieldPlace,
): readonly Problem[] =>
  problems
    .filter((one) => one.field === field && one.row === row && one.column === column)
    .sort((a, b) => a.severity.localeCompare(b.severity));
