import { connectionErrors } from './connections.errors.ts';
import { type GrantKey, type GrantRecord, isCodeGrant, sharedUser } from './connections.model.ts';
import { findConnection, type SeenConnection } from './connections.store.ts';
import { freshnessOf, isUsable } from './freshness.rules.ts';
import { needsAuthorization } from './renewal.failures.ts';
import { createRenewal } from './renewal.ts';
import type { RenewalDeps, Wanted } from './renewal.types.ts';

/** A token to call with; it may not be logged, stored or shown. */
export type AccessToken = {
  readonly token: string;
  readonly expiresAt: Date;
  /** Grows with every renewal. */
  readonly version: number;
};

export type TokenOptions = {
  /** Whose token, where each user has their own. */
  readonly userId?: string | null;
  /**
   * Renews a token that would still live: the one of this version, or with `true` whichever is stored. A token that was
   * issued a moment ago is not renewed again.
   */
  readonly force?: boolean | number;
};

/** Anything that answers with a status. `authorization` is the value of the header. */
export type AuthorizedSend<R extends { readonly status: number }> = (
  authorization: string,
) => Promise<R>;

export type ConnectionTokens = {
  /**
   * A token that is good for now, renewed where it must be.
   * @param connection id, or name without case
   * @throws connectionErrors.notFound, inactive, needsAuthorization, userNeeded, refreshFailed (with Retry-After)
   */
  readonly accessToken: (
    org: string,
    connection: string,
    options?: TokenOptions,
  ) => Promise<AccessToken>;
  /** Sends with a token; on 401 once more with a renewed one. @throws as accessToken */
  readonly withAuthorized: <R extends { readonly status: number }>(
    which: { readonly org: string; readonly connection: string; readonly userId?: string | null },
    send: AuthorizedSend<R>,
  ) => Promise<R>;
};

export type TokenEngine = ConnectionTokens & {
  /** Renews at once, for whoever tries the connection out. */
  readonly renewByHand: (seen: SeenConnection, userId: string | null) => Promise<GrantRecord>;
};

/** @throws connectionErrors.userNeeded */
export const grantKeyOf = ({ connection }: SeenConnection, userId: string | null): GrantKey => {
  const { org, id, name, sharing } = connection;
  if (sharing === 'shared') return { org, connection: id, user: sharedUser };
  if (!userId) throw connectionErrors.userNeeded({ name });
  return { org, connection: id, user: userId };
};

/** One renewal at a time for each grant within the process; whoever comes meanwhile gets its result. */
const createFlights = (renew: (key: GrantKey, wanted: Wanted) => Promise<GrantRecord>) => {
  const flights = new Map<string, Promise<GrantRecord>>();
  return (key: GrantKey, wanted: Wanted): Promise<GrantRecord> => {
    const name = `${key.org}/${key.connection}/${key.user}`;
    const underWay = flights.get(name);
    if (underWay) return underWay;
    const flight = renew(key, wanted).finally(() => flights.delete(name));
    flights.set(name, flight);
    return flight;
  };
};

/** Tokens of connections for the rest of the product. */
export const createTokens = (deps: RenewalDeps): TokenEngine => {
  const { db, seals, clock, log } = deps;
  const fly = createFlights(createRenewal(deps));

  const open = async (grant: GrantRecord): Promise<AccessToken> => {
    const tokens = await seals.openTokens(grant);
    if (!tokens || !grant.expiresAt)
      throw connectionErrors.notFound({ connection: grant.connection });
    return { token: tokens.accessToken, expiresAt: grant.expiresAt, version: grant.tokenVersion };
  };

  const find = async (org: string, ref: string, user: string | null) => {
    const seen = await findConnection(db, { org, ref, user });
    if (!seen) throw connectionErrors.notFound({ connection: ref });
    const { connection, grant } = seen;
    if (!connection.enabled) throw connectionErrors.inactive({ name: connection.name });
    const key = grantKeyOf(seen, user);
    if (isCodeGrant(connection) && (!grant || grant.state === 'needsReauthorization'))
      throw needsAuthorization(seen);
    return { key, grant };
  };

  /** A flight that was under way for other reasons may have left the refused token in place: then one more. */
  const renewUnlike = async (key: GrantKey, unlike: number): Promise<GrantRecord> => {
    const grant = await fly(key, { unlike });
    return grant.tokenVersion > unlike ? grant : fly(key, { unlike });
  };

  /** A flight that was under way may have looked while the old token was still good: then one more. */
  const renewStale = async (key: GrantKey, flight: Promise<GrantRecord>): Promise<GrantRecord> => {
    const grant = await flight;
    return isUsable(grant, clock.now()) ? grant : fly(key, { unlike: null });
  };

  const accessToken: ConnectionTokens['accessToken'] = async (org, ref, options = {}) => {
    const { key, grant } = await find(org, ref, options.userId ?? null);
    const { force = false } = options;
    if (force !== false) {
      const unlike = force === true ? (grant?.tokenVersion ?? 0) : force;
      return open(await renewUnlike(key, unlike));
    }
    const freshness = grant ? freshnessOf(grant, clock.now()) : 'stale';
    if (grant && freshness === 'fresh') return open(grant);
    const flight = fly(key, { unlike: null });
    if (!grant || freshness === 'stale') return open(await renewStale(key, flight));
    // Renewed beside its use: nobody waits for a server while there is a good token.
    flight.catch((error: unknown) =>
      log.warn(
        { err: error, connection: key.connection },
        'a token was not renewed before its end',
      ),
    );
    return open(grant);
  };

  return {
    accessToken,
    async withAuthorized({ org, connection, userId = null }, send) {
      const first = await accessToken(org, connection, { userId });
      const answer = await send(`Bearer ${first.token}`);
      if (answer.status !== 401) return answer;
      const second = await accessToken(org, connection, { userId, force: first.version }).catch(
        () => null,
      );
      return second && second.token !== first.token ? send(`Bearer ${second.token}`) : answer;
    },
    async renewByHand(seen, userId) {
      const unlike = seen.grant?.tokenVersion ?? 0;
      return fly(grantKeyOf(seen, userId), { unlike, byHand: true });
    },
  };
};
