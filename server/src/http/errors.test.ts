import { asDatabaseError } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { toPublicError } from './errors.ts';

const failure = (message: string, code?: string) => Object.assign(new Error(message), { code });

describe('what a caller sees of an error', () => {
  it.each([
    failure('the database system is starting up', '57P03'),
    failure('sorry, too many clients already', '53300'),
    failure('connect EAGAIN /run/.s.PGSQL.5432', 'EAGAIN'),
    failure('connect ETIMEDOUT 10.0.0.5:5432', 'ETIMEDOUT'),
    failure('canceling statement due to statement timeout', '57014'),
    failure('canceling statement due to lock timeout', '55P03'),
    failure('deadlock detected', '40P01'),
    failure('the transaction is to be run again', '40001'),
    asDatabaseError(failure('Connection terminated unexpectedly')),
    asDatabaseError(failure('Query read timeout')),
    asDatabaseError(failure('timeout exceeded when trying to connect')),
    asDatabaseError(failure('Client has encountered a connection error and is not queryable')),
  ])('is 503 and a moment to wait for a missing database: %s', (error) => {
    expect(toPublicError(error)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
    });
  });

  it('is 500 without its text for anything unknown', () => {
    const shown = toPublicError(failure('secret detail'));
    expect(shown.status).toBe(500);
    expect(shown.message).not.toContain('secret');
  });
});
