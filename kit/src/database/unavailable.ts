/**
 * The database did not answer: unreachable, hanging, or gone in the middle of a statement. Whether the statement took
 * effect is not known then. Carries the SQLSTATE of a failed connection, as a server's own refusal does.
 */
export class DatabaseUnavailable extends Error {
  readonly code = '08006';

  constructor(cause: Error) {
    super(`The database does not answer: ${cause.message || 'no connection'}`, { cause });
    this.name = 'DatabaseUnavailable';
  }
}

/** Connection exceptions, no room for another connection, shutdown, crash and start-up states. */
const goneStates = /^(?:08|53300|57P0[1235])/;

/** What the driver says when a connection failed; the system's own errors carry a `syscall`. */
const driverWords =
  /^Connection terminated|timeout exceeded when trying to connect|^timeout expired|Query read timeout|not queryable|connection error|^Client was closed|server does not support SSL/i;

const isLost = ({ message, syscall, code }: NodeJS.ErrnoException) =>
  syscall !== undefined || code === 'EPIPE' || code === 'ECONNRESET' || driverWords.test(message);

/** A failure of the driver as `DatabaseUnavailable` when the database is away; any other error as it is. */
export const asDatabaseError = (error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof DatabaseUnavailable) return error;
  const { code } = error as { code?: string };
  const isAnswer = code !== undefined && /^[0-9A-Z]{5}$/.test(code) && code !== 'EPIPE';
  return !isAnswer && isLost(error) ? new DatabaseUnavailable(error) : error;
};

const mostCauses = 3;

const anyCause = (error: unknown, holds: (one: Error, code: string) => boolean): boolean => {
  let one: unknown = error;
  for (let depth = 0; depth < mostCauses && one instanceof Error; depth += 1) {
    const { code } = one as { code?: unknown };
    if (holds(one, typeof code === 'string' ? code : '')) return true;
    one = one.cause;
  }
  return false;
};

/** Whether an error, or what caused it, says that the database is away: nothing is wrong with the request then. */
export const isDatabaseUnavailable = (error: unknown): boolean =>
  anyCause(error, (one, code) => one instanceof DatabaseUnavailable || goneStates.test(code));

/** An SQLSTATE: no class of PostgreSQL begins with E, as the codes of the system do (`EPIPE`, `EBUSY`). */
const sqlState = /^[0-9A-DF-Z][0-9A-Z]{4}$/;

/** What a value brings upon itself, wherever and whenever it is tried: bad data, a constraint, more than fits. */
const statesOfData = /^(?:22|23|54)/;

/**
 * Whether an error, or what caused it, is a trouble of the database and says nothing about the work in hand: it is away
 * or full, a statement took too long, a lock was not had, a deadlock, a schema that another version of the program made.
 * The work is to be tried again later, not given up. False for errors of the data (SQLSTATE classes 22 and 23, and 54:
 * limits that a value exceeds) and for everything that is not of the database.
 */
export const isDatabaseTrouble = (error: unknown): boolean =>
  isDatabaseUnavailable(error) ||
  anyCause(error, (_, code) => sqlState.test(code) && !statesOfData.test(code));
