/** What a page or button needs: all of `all` and, where given, one of `any`. */
export type PermissionNeed = {
  readonly all?: readonly string[];
  readonly any?: readonly string[];
};

/** Whether a granted permission covers the wanted one. A `*` stands for its part, at the end for all that follows. */
export function covers(granted: string, wanted: string): boolean {
  const have = granted.split(':');
  const want = wanted.split(':');
  if (have.at(-1) !== '*' && have.length !== want.length) return false;
  return have.every((part, index) => part === '*' || part === want[index]);
}

/** Whether the permissions of a person satisfy the need. No need at all is satisfied. */
export function satisfies(
  permissions: readonly string[],
  need: PermissionNeed | undefined,
): boolean {
  const holds = (wanted: string) => permissions.some((granted) => covers(granted, wanted));
  const all = need?.all ?? [];
  const any = need?.any ?? [];
  return all.every(holds) && (any.length === 0 || any.some(holds));
}
