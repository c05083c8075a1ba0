type LabelChange = {
  readonly add: string[];
  readonly remove: string[];
};
/** What makes one list of labels of the other, so that what colleagues change meanwhile stays. */
export declare const changeOf: ({
  before,
  after,
}: {
  readonly before: readonly string[];
  readonly after: readonly string[];
}) => LabelChange;
/** The labels with the change, by the alphabet. */
export declare const withChange: (
  labels: readonly string[],
  { add, remove }: LabelChange,
) => string[];
