import type { FlowValue } from '../flow.model.ts';
import { type LanguageProblem, problemsOf } from '../language-error.ts';
import {
  type DocumentFormat,
  type DocumentLimits,
  DocumentReading,
  limitsOf,
} from './document-reading.ts';
import { readJson } from './json-document.ts';
import { readToml } from './toml-document.ts';
import { readXml } from './xml-document.ts';
import { readYaml } from './yaml-document.ts';

const readers: Readonly<Record<DocumentFormat, (reading: DocumentReading) => FlowValue>> = {
  JSON: readJson,
  XML: readXml,
  YAML: readYaml,
  TOML: readToml,
};

/**
 * Reads a document into a JSON value. Nothing of it is executed, expanded without limit or fetched.
 * @throws LanguageError `document.syntax`, `document.too.large`, `document.too.deep`, `document.duplicate.key`,
 * `document.alias`, `document.entity`, `document.number`, each with line and column where the format tells them.
 */
export const parseText = (
  text: string,
  format: DocumentFormat,
  limits: Partial<DocumentLimits> = {},
): FlowValue => {
  const reading = new DocumentReading(text, format, { ...limitsOf(format), ...limits });
  try {
    return readers[format](reading);
  } catch (error) {
    if (error instanceof RangeError) throw reading.tooDeep(0);
    throw error;
  }
};

/** What keeps a text from being read; empty when nothing does. For the designer. */
export const checkText = (text: string, format: DocumentFormat): LanguageProblem[] =>
  problemsOf(() => parseText(text, format));

const byType: ReadonlyMap<string, DocumentFormat> = new Map<string, DocumentFormat>([
  ['application/json', 'JSON'],
  ['text/json', 'JSON'],
  ['application/xml', 'XML'],
  ['text/xml', 'XML'],
  ['application/yaml', 'YAML'],
  ['application/x-yaml', 'YAML'],
  ['text/yaml', 'YAML'],
  ['text/x-yaml', 'YAML'],
  ['application/toml', 'TOML'],
  ['text/toml', 'TOML'],
]);

/** The format a media type means, such as `application/problem+json; charset=utf-8`; null for others. */
export const formatOfMediaType = (mediaType: string): DocumentFormat | null => {
  const type = (mediaType.split(';')[0] as string).trim().toLowerCase();
  const suffix = type.slice(type.lastIndexOf('+') + 1);
  if (type.includes('+') && ['json', 'xml', 'yaml'].includes(suffix))
    return suffix.toUpperCase() as DocumentFormat;
  return byType.get(type) ?? null;
};
