import type { FlowValue } from './flow.model.ts';

/** Values by name as templates see them. */
export type Lookup = (name: string) => FlowValue | undefined;

/** Longest text a template may make. */
export const maxRendered = 64 * 1024;

const placeholder = /\{\{\s*([A-Za-z_][\w.]*)\s*\}\}/g;

export const toText = (value: FlowValue | undefined): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/**
 * Fills `{{ name }}` with values; unknown names become empty.
 * @returns null if the text would be longer than {@link maxRendered}.
 */
export const renderTemplate = (template: string, lookup: Lookup): string | null => {
  if (!template.includes('{{')) return template.length > maxRendered ? null : template;
  const text = template.replaceAll(placeholder, (_, name: string) => toText(lookup(name)));
  return text.length > maxRendered ? null : text;
};

/** The names a template asks for. */
export const templateNames = (template: string): string[] =>
  [...template.matchAll(placeholder)].map((match) => match[1] as string);
