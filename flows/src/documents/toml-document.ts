import { parse, TomlDate, TomlError } from 'smol-toml';
import type { FlowValue } from '../flow.model.ts';
import { documentErrors } from './document.errors.ts';
import type { DocumentReading } from './document-reading.ts';

const offsetOf = (text: string, line: number, column: number): number => {
  let start = 0;
  for (let at = 1; at < line; at += 1) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
};

const convert = (reading: DocumentReading, value: unknown, depth: number): FlowValue => {
  reading.count(1, 0);
  if (value instanceof TomlDate) return value.toISOString();
  if (typeof value === 'number' && !Number.isFinite(value))
    throw reading.error(documentErrors.number(), 0);
  if (typeof value !== 'object' || value === null) return value as FlowValue;
  reading.level(depth + 1, 0);
  if (Array.isArray(value)) return value.map((item) => convert(reading, item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, convert(reading, item, depth + 1)]),
  );
};

const parseTable = (reading: DocumentReading) => {
  try {
    return parse(reading.text, { maxDepth: reading.limits.depth });
  } catch (error) {
    if (error instanceof TomlError) {
      // The rest of the message is an excerpt of the document.
      const words = (error.message.split('\n')[0] as string).replace(
        /^Invalid TOML document: /,
        '',
      );
      const at = offsetOf(reading.text, error.line, error.column);
      throw words.includes('nested') ? reading.tooDeep(at) : reading.syntax(`${words}.`, at);
    }
    if (error instanceof RangeError) throw reading.tooDeep(0);
    throw reading.syntax('it cannot be read.', 0);
  }
};

/** Reads TOML 1.0; dates and times become texts in their ISO 8601 form, integers beyond 2^53 are refused. */
export const readToml = (reading: DocumentReading): FlowValue =>
  convert(reading, parseTable(reading), 0);
