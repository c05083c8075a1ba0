import type { DescribedColumn } from '@tandem/kit/testing';
import type { TypedStatement } from './statements.ts';

type Base = 'number' | 'string' | 'boolean' | 'Date' | 'Buffer' | 'array' | 'json';

const numbers = /^(?:smallint|integer|bigint|real|double precision|oid)$/;
const texts = /^(?:text|character varying|character|uuid|xid8?|name|numeric|"char"|inet|interval)$/;

/** What the driver makes of a column. */
const baseOfColumn = (type: string): Base | null => {
  if (type.endsWith('[]')) return 'array';
  if (numbers.test(type)) return 'number';
  if (texts.test(type)) return 'string';
  if (type === 'boolean') return 'boolean';
  if (/^(?:timestamp|date)/.test(type)) return 'Date';
  if (type === 'bytea') return 'Buffer';
  return /^jsonb?$/.test(type) ? 'json' : null;
};

const isLiteral = (part: string) => /^'[^']*'$/.test(part);

/** What a written type says; null where only the compiler knows. */
const baseOfField = (type: string): Base | null => {
  const parts = type.split('|').map((part) => part.trim());
  const kinds = new Set(
    parts
      .filter((part) => part !== 'null' && part !== '')
      .map((part) => {
        if (isLiteral(part)) return 'string';
        if (/^(?:number|string|boolean|Date|Buffer)$/.test(part)) return part as Base;
        return /^(?:readonly\s+)?[\w.'"]+\[\]$/.test(part) ? 'array' : null;
      }),
  );
  const [only] = kinds;
  return kinds.size === 1 ? (only ?? null) : null;
};

const mayBeNull = (type: string): boolean =>
  /\|\s*null\b|\bnull\s*\||^unknown$/.test(type) || type === 'null';

/** What is wrong with one field, in a few words; null when nothing is. */
const problemOf = (name: string, type: string, column: DescribedColumn | undefined) => {
  if (!column) return `${name} is no column of the result`;
  const written = baseOfField(type);
  const real = baseOfColumn(column.type);
  if (written && real && real !== 'json' && written !== real)
    return `${name} is ${column.type}, not ${type}`;
  if (real === 'json' && (written === 'Date' || written === 'Buffer'))
    return `${name} is ${column.type}, not ${type}`;
  return written && column.nullable && !mayBeNull(type) ? `${name} may be null` : null;
};

/** Differences between the type that a statement's rows are given and what the database answers. */
export const differences = (
  { place, fields }: TypedStatement,
  answer: readonly DescribedColumn[] | Error,
): string[] => {
  if (answer instanceof Error) return [`${place} … ${answer.message}`];
  const columns = new Map(answer.map((column) => [column.name, column]));
  return Object.entries(fields).flatMap(([name, type]) => {
    const problem = problemOf(name, type, columns.get(name));
    return problem ? [`${place} … ${problem}`] : [];
  });
};
