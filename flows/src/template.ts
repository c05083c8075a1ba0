import { type CompiledTemplate, compileTemplate, type TemplateScope } from './expressions/index.ts';
import type { FlowValue } from './flow.model.ts';
import { LanguageError } from './language-error.ts';

/** A text setting, read once. */
type SettingTemplate = {
  readonly names: readonly string[];
  readonly render: (scope: TemplateScope) => string;
};

/** Templates of a flow's settings by their text. */
export type SettingTemplates = ReadonlyMap<string, SettingTemplate>;

const plainName = /\{\{\s*([A-Za-z_][\w.]*)\s*\}\}/g;

const plainText = (value: FlowValue | undefined): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const read = (text: string): CompiledTemplate | null => {
  try {
    return compileTemplate(text);
  } catch (error) {
    if (error instanceof LanguageError) return null;
    throw error;
  }
};

/**
 * Reads a setting. A text the template language cannot read, such as one that explains braces, is not refused here:
 * the names in it are filled and the rest stays as it is, so a published flow never stops for it. The check of the
 * language tells the author.
 */
const readSetting = (text: string): SettingTemplate => {
  const template = read(text);
  if (template)
    return {
      names: template.references.map(({ path }) => path),
      render: template.render,
    };
  return {
    names: [...text.matchAll(plainName)].map((match) => match[1] as string),
    render: ({ lookup }) =>
      text.replaceAll(plainName, (_, name: string) => plainText(lookup(name))),
  };
};

/** Whether a text may hold something to fill or to leave out. */
const mayFill = (text: string) => text.includes('{{') || text.includes('{#');

const textsIn = (value: FlowValue): string[] => {
  if (typeof value === 'string') return mayFill(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
};

/** The templates of all texts in settings. */
export const readTemplates = (
  settings: Iterable<Readonly<Record<string, FlowValue>>>,
): SettingTemplates =>
  new Map([...settings].flatMap(textsIn).map((text) => [text, readSetting(text)]));

/** The variables a setting asks for, as dotted names. */
export const settingNames = (text: string): readonly string[] =>
  mayFill(text) ? readSetting(text).names : [];
