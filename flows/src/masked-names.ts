import { findAction, upgraded } from './actions/index.ts';
import { compileTemplate } from './expressions/index.ts';
import type { FlowAction, FlowDocument, FlowValue } from './flow.model.ts';
import { LanguageError } from './language-error.ts';
import { hasTemplate } from './settings.ts';

/** A variable that is set, and the template that its value is made of. */
type Copy = { readonly to: string; readonly from: FlowValue | undefined };

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const rowsOf = (value: FlowValue | undefined) =>
  (Array.isArray(value) ? value : []) as readonly Readonly<Record<string, FlowValue>>[];

/** Actions that hand on what they read; what another system answers is a value of its own. */
const copiesOf = ({ type, settings }: FlowAction): readonly Copy[] => {
  switch (type) {
    case 'setVariable':
      return rowsOf(settings['assignments']).map(({ variable, value }) => ({
        ...{ to: text(variable), from: value },
      }));
    case 'parse':
      return rowsOf(settings['parse']).map(({ variable }) => ({
        ...{ to: text(variable), from: settings['input'] },
      }));
    case 'forEach':
      return [{ to: text(settings['item']), from: settings['list'] }];
    default:
      return [];
  }
};

const readBy = (source: FlowValue | undefined): readonly string[] => {
  if (typeof source !== 'string' || !hasTemplate(source)) return [];
  try {
    return compileTemplate(source).references.map(({ name }) => name);
  } catch (error) {
    if (error instanceof LanguageError) return [];
    throw error;
  }
};

/** Variable → the variables that are set from it. */
const readersOf = (copies: readonly Copy[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const readers = new Map<string, Set<string>>();
  for (const { to, from } of copies)
    for (const name of readBy(from)) readers.set(name, (readers.get(name) ?? new Set()).add(to));
  return readers;
};

const copiesIn = ({ kind, actions }: FlowDocument): readonly Copy[] =>
  actions.flatMap((action) => {
    const definition = findAction(kind, action.type);
    return definition ? copiesOf(upgraded(definition, action)) : [];
  });

/** Variables that hold something secure when those of `more` do, besides those that the document declares secure. */
export type MaskedWith = (more: readonly string[]) => ReadonlySet<string>;

/**
 * Variables whose values a trace masks: the secure ones, and those that the flow copies them into, by any number of
 * steps. Told from the document alone: whatever a variable holds at the moment, it may hold such a value.
 */
export const createMaskedNames = (document: FlowDocument): MaskedWith => {
  const secure = document.variables.flatMap(({ name, secure }) => (secure ? [name] : []));
  let known: ReturnType<typeof readersOf> | null = null;
  return (more) => {
    const masked = new Set([...secure, ...more]);
    if (masked.size === 0) return masked;
    known ??= readersOf(copiesIn(document));
    // A set is walked to its end, with what is added meanwhile: each name once.
    for (const name of masked) for (const to of known.get(name) ?? []) masked.add(to);
    return masked;
  };
};

/** {@link createMaskedNames} for one look. */
export const maskedNames = (
  document: FlowDocument,
  more: readonly string[] = [],
): ReadonlySet<string> => createMaskedNames(document)(more);
