import type { SealedColumn } from '@tandem/kit';

/** A row of a sealed column: its key, and what else its context is made of, as text, and the value as the database gives it. */
export type SealedRow = { readonly key: Readonly<Record<string, string>>; readonly value: unknown };

type Reseal = (sealed: Buffer, name: string) => Promise<Buffer>;

const base64 = async (text: string, reseal: (sealed: Buffer) => Promise<Buffer>) =>
  (await reseal(Buffer.from(text, 'base64'))).toString('base64');

/** The value with every secret in it sealed anew. */
export const resealedValue = async (
  { format }: Pick<SealedColumn, 'format'>,
  value: unknown,
  reseal: Reseal,
): Promise<unknown> => {
  if (format === 'bytes') return reseal(value as Buffer, '');
  if (format === 'text') return base64(value as string, (sealed) => reseal(sealed, ''));
  if (format === 'source') {
    const source = value as { readonly sealed: string };
    return { ...source, sealed: await base64(source.sealed, (sealed) => reseal(sealed, '')) };
  }
  const made: Record<string, string> = {};
  for (const [name, text] of Object.entries(value as Readonly<Record<string, string>>))
    made[name] = await base64(text, (sealed) => reseal(sealed, name));
  return made;
};

const sealedBy = (bytes: string) => `substr(${bytes}, 2, 16) <> $2`;

/** Whether a row holds something that another key than `$2` (its id as bytes) sealed. */
const outdated = ({ format, column }: SealedColumn): string => {
  const name = quoted(column);
  switch (format) {
    case 'bytes':
      return sealedBy(name);
    case 'text':
      return sealedBy(`decode(${name}, 'base64')`);
    case 'source':
      return `${name} ->> 'kind' = 'insecure' and ${sealedBy(`decode(${name} ->> 'sealed', 'base64')`)}`;
    case 'texts':
      return `exists (select 1 from jsonb_each_text(${name}) e where ${sealedBy(`decode(e.value, 'base64')`)})`;
  }
};

/** Names come from declarations in the code; quoting keeps reserved words harmless. */
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

const isJson = ({ format }: SealedColumn) => format === 'texts' || format === 'source';

/** The columns that are read of a row beside its value. */
export const namedOf = ({ key, with: further = [], before }: SealedColumn): readonly string[] => [
  ...key,
  ...further,
  ...(before ? [before.until] : []),
];

/** What a secret of a row was sealed for. */
export const contextOfRow = (
  { context, before }: SealedColumn,
  row: SealedRow['key'],
  name: string,
): string => (before && row[before.until] !== 'true' ? before.context : context)(row, name);

/** The statements for one column; `$1` is the organisation. */
export const statementsOf = (sealed: SealedColumn) => {
  const [table, column] = [quoted(sealed.table), quoted(sealed.column)];
  const keys = sealed.key.map(quoted);
  const row = `(${keys.join(', ')})`;
  const where = `org = $1 and ${column} is not null and (${outdated(sealed)})`;
  const texts = namedOf(sealed)
    .map((name, index) => `${quoted(name)}::text as k${index}`)
    .join(', ');
  const after = keys.map((_, index) => `$${index + 4}`).join(', ');
  const matches = keys.map((key, index) => `${key} = $${index + 4}`).join(' and ');
  const cast = isJson(sealed) ? '::jsonb' : '';
  const mark = sealed.before ? `, ${quoted(sealed.before.until)} = true` : '';
  return {
    count: `select count(*)::int as n from ${table} where ${where}`,
    first: `select ${texts}, ${column} as value from ${table} where ${where} order by ${keys.join(', ')} limit $3`,
    /** `$4` and on: the key of the last row before. */
    next: `select ${texts}, ${column} as value from ${table} where ${where} and ${row} > (${after})
      order by ${keys.join(', ')} limit $3`,
    /** Only when nobody has written it since it was read: `$2` the new value, `$3` the old one. */
    replace: `update ${table} set ${column} = $2${cast}${mark} where org = $1 and ${column} = $3${cast} and ${matches}
      returning org`,
  };
};

/** The value as a parameter of a statement. */
export const parameterOf = (sealed: SealedColumn, value: unknown): unknown =>
  isJson(sealed) ? JSON.stringify(value) : value;
