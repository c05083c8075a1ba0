/** A user as identity knows it, seen from the platform half. */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly email?: string | null;
  /** What customers read instead of the name; null or left out: the name. */
  readonly shownName?: string | null;
};

export type DivisionName = { readonly id: string; readonly name: string };

/** What the platform asks identity; it never reads identity's tables. */
export type Directory = {
  /** The active users among the ids; ids of other organisations and of nobody are left out. */
  readonly people: (org: string, ids: readonly string[]) => Promise<ReadonlyMap<string, Person>>;
  readonly homeDivision: (org: string) => Promise<DivisionName>;
  /** Null if the organisation has no such division. */
  readonly division: (org: string, id: string) => Promise<DivisionName | null>;
  /**
   * Which of the tokens (ids) still stand: for what lives as long as its token, such as sockets. The number changes
   * whenever what they allow may have changed.
   */
  readonly liveTokens: (tokenIds: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /**
   * Who of the users could be at the desk: `signedIn` holds a token that stands or can be renewed. Users who are not
   * active, of other organisations and nobody are left out.
   */
  readonly signIns: (
    org: string,
    ids: readonly string[],
  ) => Promise<ReadonlyMap<string, 'signedIn' | 'signedOut'>>;
  /** What a token (its id) allows now; null when it does not stand any more. */
  readonly permissionsOf: (tokenId: string) => Promise<ReadonlySet<string> | null>;
};

/** Name of one user, null if there is no such user. */
export const nameOf = async (
  directory: Directory,
  org: string,
  userId: string,
): Promise<string | null> => (await directory.people(org, [userId])).get(userId)?.name ?? null;

/** What customers read as the name of a user. */
export const shownName = (person: Person): string => person.shownName ?? person.name;

/** As {@link nameOf}, the name that customers read. */
export const shownNameOf = async (
  directory: Directory,
  org: string,
  userId: string,
): Promise<string | null> => {
  const person = (await directory.people(org, [userId])).get(userId);
  return person ? shownName(person) : null;
};

export const isUser = async (directory: Directory, org: string, userId: string): Promise<boolean> =>
  (await directory.people(org, [userId])).has(userId);
