import { createHash } from 'node:crypto';
import { networkOf } from '@tandem/kit';

/**
 * Guessing passwords and client secrets is slowed down by counting failures under several keys at once; an attempt is
 * refused (429) while one of its keys is blocked, and refused attempts are not counted.
 *
 * - *Account from a network*: five failures in a quarter of an hour, then a minute, doubled up to a quarter of an hour.
 * - *Network* (IPv4 address, IPv6 /64), whatever the account: fifty failures an hour, then the same doubling. This
 *   slows down who tries one password on many accounts.
 * - *Account*, whatever the network: thirty failures an hour, then one attempt a minute. This slows down who guesses
 *   from many networks.
 *
 * A stranger cannot lock a user out for long: elsewhere the user is stopped for a minute at most, and in a browser in
 * which he has signed in within the last half year only his own failures there count: neither those of his network
 * nor those of his account.
 *
 * A right client secret passes whatever was counted: it is long and random, so that counting guards nothing there but
 * the work of answering guesses, and everybody behind one proxy or office line shares a network.
 */
export type AttemptLimit = {
  readonly freeAttempts: number;
  /** Failures are forgotten this long after the first. */
  readonly forgetMs: number;
  readonly firstBlockMs: number;
  readonly longestBlockMs: number;
};

const minuteMs = 60_000;
const doubling = { firstBlockMs: minuteMs, longestBlockMs: 15 * minuteMs };

export const attemptLimits = {
  accountInPlace: { freeAttempts: 5, forgetMs: 15 * minuteMs, ...doubling },
  network: { freeAttempts: 50, forgetMs: 60 * minuteMs, ...doubling },
  account: {
    freeAttempts: 30,
    forgetMs: 60 * minuteMs,
    firstBlockMs: minuteMs,
    longestBlockMs: minuteMs,
  },
  /** A script with an old secret repeats itself: a block for it alone. */
  clientInPlace: { freeAttempts: 10, forgetMs: 15 * minuteMs, ...doubling },
} as const satisfies Record<string, AttemptLimit>;

/** No count matters for longer: forgotten, and the longest block over. */
export const attemptsKeptMs = 80 * minuteMs;

/** How long further attempts wait after so many failures: doubling, with an end. */
export const blockMs = (limit: AttemptLimit, failures: number): number =>
  failures < limit.freeAttempts
    ? 0
    : Math.min(limit.longestBlockMs, limit.firstBlockMs * 2 ** (failures - limit.freeAttempts));

/** What an attempt is counted under. Keys are hashes: the table tells nobody's e-mail or address. */
export type Counter = { readonly key: Buffer; readonly limit: AttemptLimit };

const keyOf = (...parts: string[]): Buffer =>
  createHash('sha256').update(parts.join('\u0000')).digest();

const accountOf = (email: string) => email.trim().toLowerCase();

/** Key of a browser in which somebody signs in with the e-mail. */
export const browserKey = (email: string, browser: string): Buffer =>
  keyOf('browser', accountOf(email), browser);

/** Counters of a sign-in; `browser` is the value of a cookie that is known for this e-mail, else null. */
export const signInCounters = (attempt: {
  readonly email: string;
  readonly address: string;
  readonly browser: string | null;
}): Counter[] => {
  const account = accountOf(attempt.email);
  const network = networkOf(attempt.address);
  if (attempt.browser)
    return [
      {
        key: keyOf('sign-in browser', account, attempt.browser),
        limit: attemptLimits.accountInPlace,
      },
    ];
  return [
    { key: keyOf('sign-in', account, network), limit: attemptLimits.accountInPlace },
    { key: keyOf('sign-in network', network), limit: attemptLimits.network },
    { key: keyOf('sign-in account', account), limit: attemptLimits.account },
  ];
};

/** Counter of users who change their own password: whoever sits at an open desk must not find out the old one. */
export const ownPasswordCounters = (user: {
  readonly org: string;
  readonly userId: string;
}): Counter[] => [
  { key: keyOf('own password', user.org, user.userId), limit: attemptLimits.accountInPlace },
];

/** Counters of a client that shows a secret. There is none for the client alone: nobody can lock it out elsewhere. */
export const clientCounters = (attempt: {
  readonly clientId: string;
  readonly address: string;
}): Counter[] => {
  const network = networkOf(attempt.address);
  return [
    { key: keyOf('client', attempt.clientId, network), limit: attemptLimits.clientInPlace },
    { key: keyOf('client network', network), limit: attemptLimits.network },
  ];
};
