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

/** Whether an error, or what caused it, says that the database is away: nothing is wrong with the request then. */
export const isDatabaseUnavailable = (error: unknown): boolean => {
  let one: unknown = error;
  for (let depth = 0; depth < mostCauses && one instanceof Error; depth += 1) {
    if (one instanceof DatabaseUnavailable) return true;
    const { code } = one as { code?: string };
    if (code !== undefined && goneStates.test(code)) return true;
    one = one.cause;
  }
  return false;
};
