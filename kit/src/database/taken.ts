/** Whether a statement failed because a unique index has the value already; without a name: any of them. */
export const isTaken = (error: unknown, index?: string): boolean => {
  const { code, constraint } = (error ?? {}) as { code?: unknown; constraint?: unknown };
  return code === '23505' && (index === undefined || constraint === index);
};

/** Answers the failure of a statement: false when the unique index has the value. @throws whatever else it was */
export const unlessTaken =
  (index: string) =>
  (error: unknown): false => {
    if (isTaken(error, index)) return false;
    throw error;
  };
