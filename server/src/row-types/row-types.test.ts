import { describeStatements, testSchemas } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { migrationSets } from '../compose/databases.ts';
import { differences } from './compare.ts';
import { typedStatements } from './statements.ts';

/** Columns that may be null, and are not in these rows: the statement's own condition says so. */
const conditions = [
  // An agent's participant has a user.
  "select p.conversation, p.user_id as agent, p.doc->>'peerId'  … agent may be null",
  // The rows are chosen by their user.
  `doc->>'endedAt' is not null as a … userId may be null`,
  // Only rows that have one are asked for.
  'published_version as version from flow wher … version may be null',
  '… remote_conversation may be null',
];

/** In which schema the statements of a package run, and how many of them can be read at least. */
const packages = [
  ['vault', 'core', 8],
  ['identity', 'core', 25],
  ['lanes', 'platform', 6],
  ['events', 'platform', 3],
  ['flows', 'platform', 3],
  ['flows', 'gateway', 3],
  ['platform', 'platform', 80],
  ['gateway', 'gateway', 20],
] as const;

const sources = (name: string) => new URL(`../../../${name}/src/`, import.meta.url);

const answerOf = async (sql: string, fields: Record<string, string>) => {
  await using database = await testSchemas({ core: migrationSets.core });
  const [answer] = await describeStatements({ connection: database.connection, schema: 'core' }, [
    sql,
  ]);
  return differences({ place: 'here', sql, fields }, answer ?? new Error('not asked'));
};

describe('the check itself', () => {
  it.each([
    ['select name from organisation', { name: 'number' }, 'name is text, not number'],
    ['select name from organisation', { title: 'string' }, 'title is no column of the result'],
    ['select nothing from organisation', { nothing: 'string' }, 'column "nothing" does not exist'],
    ['select count(*) as n from organisation', { n: 'string' }, 'n is bigint, not string'],
    ['select count(*) as n from organisation', { n: 'number' }, null],
  ])('says of %s as %j: %s', async (sql, fields, problem) => {
    const found = await answerOf(sql, fields as Record<string, string>);
    if (problem === null) expect(found).toEqual([]);
    else expect(found).toEqual([expect.stringContaining(problem)]);
  });
});

describe('types of rows, written by hand beside their statements', () => {
  it.each(packages)(
    '%s in the schema %s: are what the migrated database answers',
    async (name, schema, least) => {
      await using database = await testSchemas(migrationSets);
      const statements = typedStatements(sources(name));
      const answers = await describeStatements(
        { connection: database.connection, schema },
        statements.map(({ sql }) => sql),
      );
      const found = statements.flatMap((statement, index) =>
        differences(statement, answers[index] ?? new Error('not asked')),
      );
      expect(found.filter((one) => !conditions.some((known) => one.endsWith(known)))).toEqual([]);
      expect(statements.length).toBeGreaterThanOrEqual(least);
    },
  );
});
