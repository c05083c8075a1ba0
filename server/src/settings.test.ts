import { describe, expect, it } from 'vitest';
import { readServerSettings } from './settings.ts';

const databaseUrl = (value: string) => readServerSettings({ DATABASE_URL: value }).DATABASE_URL;

describe('DATABASE_URL', () => {
  it.each([
    'postgres://tandem:secret@db:5432/tandem',
    'postgresql://db/tandem?sslmode=require',
    'postgres://tandem:secret@/tandem?host=/run/postgresql',
    'postgres:///tandem?host=/run/postgresql',
  ])('takes %s', (value) => {
    expect(databaseUrl(value)).toBe(value);
  });

  it.each(['db:5432/tandem', 'https://db/tandem', 'postgres://tandem:secret@db:port/tandem'])(
    'refuses %s in one line that does not show it',
    (value) => {
      expect(() => databaseUrl(value)).toThrow(
        'DATABASE_URL: must be a complete URL such as postgres://tandem:password@db:5432/tandem',
      );
    },
  );
});
