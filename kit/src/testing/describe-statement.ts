import pg from 'pg';
import { type ConnectionSettings, sessionConfig } from '../database/database.ts';

/** A column of a statement's result, as PostgreSQL knows it without running the statement. */
export type DescribedColumn = {
  readonly name: string;
  /** As `format_type` spells it: bigint, text[], timestamp with time zone. */
  readonly type: string;
  /** True for a column of a table that may be null; false also where PostgreSQL does not know. */
  readonly nullable: boolean;
};

type Field = { name: string; tableID: number; columnID: number; dataTypeID: number };
type Wire = {
  parse: (message: { text: string; name: string; types: number[] }) => void;
  describe: (message: { type: 'S'; name: string }) => void;
  sync: () => void;
};

/** Asks what a statement would answer: the extended protocol's Describe. */
const fieldsOf = (client: pg.Client, text: string): Promise<readonly Field[]> =>
  new Promise((resolve, reject) => {
    let fields: readonly Field[] = [];
    const question = {
      submit(wire: Wire) {
        wire.parse({ text, name: '', types: [] });
        wire.describe({ type: 'S', name: '' });
        wire.sync();
      },
      handleRowDescription: (message: { fields: readonly Field[] }) => {
        fields = message.fields;
      },
      // After an error the client calls nothing else.
      handleError: reject,
      handleReadyForQuery: () => resolve(fields),
    };
    client.query(question as unknown as pg.Submittable);
  });

const details = `select format_type(f.type, null) as type, coalesce(not a.attnotnull, false) as nullable
  from unnest($1::oid[], $2::int[], $3::oid[]) with ordinality as f (tab, col, type, place)
  left join pg_attribute a on a.attrelid = f.tab and a.attnum = f.col and f.tab <> 0
  order by f.place`;

/** Describes statements on one schema, each by itself: its columns, or why PostgreSQL does not take it. */
export const describeStatements = async (
  { connection, schema }: { connection: ConnectionSettings; schema: string },
  statements: readonly string[],
): Promise<readonly (readonly DescribedColumn[] | Error)[]> => {
  const client = new pg.Client(sessionConfig(connection, schema));
  await client.connect();
  const described: (readonly DescribedColumn[] | Error)[] = [];
  try {
    for (const statement of statements) {
      const fields = await fieldsOf(client, statement).catch((error: Error) => error);
      if (fields instanceof Error) {
        described.push(fields);
        continue;
      }
      const { rows } = await client.query<{ type: string; nullable: boolean }>(details, [
        fields.map(({ tableID }) => tableID),
        fields.map(({ columnID }) => columnID),
        fields.map(({ dataTypeID }) => dataTypeID),
      ]);
      described.push(
        fields.map(({ name }, index) => ({
          name,
          type: rows[index]?.type ?? '',
          nullable: rows[index]?.nullable ?? false,
        })),
      );
    }
    return described;
  } finally {
    await client.end();
  }
};
