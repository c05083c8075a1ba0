/** Values of one expansion for several users at once; a user without a value is left out. */
export type UserExpander = (input: {
  readonly org: string;
  readonly userIds: readonly string[];
}) => Promise<ReadonlyMap<string, unknown>>;

/** By the name that stands in `expand`, which is the field's name, too: `presence`, `routingStatus`, `skills` … */
export type UserExpanders = Readonly<Record<string, UserExpander>>;
