/** What an error of a batch means for the work in it. */
export type FailureKind =
  /** A partition of the batch belongs to another node by now. */
  | 'leaseLost'
  /** A row was finished by another: what is in memory is stale. */
  | 'workGone'
  /** Somebody else holds a lock or changed the same rows: smaller batches get through. */
  | 'conflict'
  /** The database cannot be reached or has no room: nothing about the work is wrong. */
  | 'outage'
  /** The work itself fails. */
  | 'poison';

const conflictCodes = new Set(['40001', '40P01', '55P03', '57014']);
const outageClasses = new Set(['08', '53', '57', '58']);
const networkCodes = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
const lostConnection =
  /connection terminated|timeout exceeded when trying to connect|connection error|after calling end/i;

const textOf = (error: unknown, field: 'code' | 'message' | 'syscall'): string => {
  const value = (error as Record<string, unknown> | null | undefined)?.[field];
  return typeof value === 'string' ? value : '';
};

/** Sorts an error by its SQLSTATE, or by what the driver says when there is none. */
export const failureKind = (error: unknown): FailureKind => {
  const code = textOf(error, 'code');
  if (code === 'TL001') return 'leaseLost';
  if (code === 'TL002') return 'workGone';
  if (conflictCodes.has(code)) return 'conflict';
  if (/^[0-9A-Z]{5}$/.test(code) && outageClasses.has(code.slice(0, 2))) return 'outage';
  if (networkCodes.has(code) || textOf(error, 'syscall') === 'connect') return 'outage';
  if (lostConnection.test(textOf(error, 'message'))) return 'outage';
  return 'poison';
};

/**
 * Whether a connection broke, which a transaction can bring upon itself: the database gives up one that computes for too
 * long. A database that says itself why it does not serve (class 53, 57, 58) means everybody.
 */
export const isLostConnection = (error: unknown): boolean =>
  failureKind(error) === 'outage' && !/^5[378]...$/.test(textOf(error, 'code'));

/** One line of an error for a dead letter. */
export const reasonOf = (error: unknown): string =>
  (textOf(error, 'message') || String(error)).split('\n', 1)[0]?.slice(0, 500) ?? 'unknown';
