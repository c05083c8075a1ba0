import { compileTemplate } from '../expressions/index.ts';
import type { FlowAction, FlowDocument, FlowValue } from '../flow.model.ts';
import { LanguageError } from '../language-error.ts';
import { hasTemplate } from '../settings.ts';
import { toText } from '../variable-types.ts';

/** Actions that only move values about in the flow: what they set is followed instead. */
const copying: ReadonlySet<string> = new Set(['setVariable', 'parse', 'forEach']);

/** Actions that hand values out of sight, and those that take them from there again. */
const lending: ReadonlyMap<string, string> = new Map([
  ['setParticipantData', 'getParticipantData'],
  ['subflow', 'subflow'],
]);

const textsIn = (value: FlowValue | undefined): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((one) => textsIn(one as FlowValue));
};

/** Names that a text may stand for: what its templates read, or itself where a setting is the name of a variable. */
const namesIn = (text: string): readonly string[] => {
  if (!hasTemplate(text)) return [text];
  try {
    return compileTemplate(text).references.map(({ name }) => toText(name.split('.', 1)[0]));
  } catch (error) {
    // What cannot be read may read everything that it names.
    if (error instanceof LanguageError) return [...text.matchAll(/[A-Za-z_]\w*/g)].map(([n]) => n);
    throw error;
  }
};

type Named = { readonly action: FlowAction; readonly names: ReadonlySet<string> };

/** Variables that may come to hold what the first one holds, by any number of steps. */
const holdersOf = (
  all: readonly Named[],
  { variables }: FlowDocument,
  first: string,
): ReadonlySet<string> => {
  const known = new Set(variables.map(({ name }) => name));
  const holders = new Set([first]);
  const borrowing = new Set<string>();
  for (let size = 0; size !== holders.size + borrowing.size; ) {
    size = holders.size + borrowing.size;
    for (const { action, names } of all) {
      const touches = names.intersection(holders).size > 0;
      const lends = touches ? lending.get(action.type) : undefined;
      if (lends !== undefined) borrowing.add(lends);
      if ((touches && copying.has(action.type)) || borrowing.has(action.type))
        for (const name of names.intersection(known)) holders.add(name);
    }
  }
  return holders;
};

const fixedOrigin = /^\s*(https?:\/\/[^/?#@{}\s]+)(?=[/?#]|\s*$)/i;

const reachedBy = ['requestUrl', 'environmentUrl', 'connection', 'connector', 'bot', 'flow'];

export type Ways = {
  /** What a session is signed in to; undefined where it is none of the flow. */
  readonly session: (action: FlowAction) => string | undefined;
  /** All that the flow does. */
  readonly course: () => string;
};

/** What an action does with what it is made of: for a fixed address only its host, else all that its settings say. */
const useOf = (action: FlowAction, { session, course }: Ways): string => {
  const { type, settings } = action;
  if (type === 'httpRequest' && settings['useAuthenticatedEndpoint'] === false) {
    const origin = fixedOrigin.exec(toText(settings['requestUrl'] ?? ''))?.[1];
    if (origin !== undefined) return JSON.stringify([type, origin.toLowerCase()]);
  }
  const isLed = reachedBy.some((name) => hasTemplate(toText(settings[name] ?? '')));
  return JSON.stringify([type, settings, session(action) ?? null, isLed ? course() : null]);
};

/** What becomes of the value of a variable in the flow, one entry for each way in which it leaves the variables. */
export const usesOf = (document: FlowDocument, ways: Ways) => {
  const all = document.actions.map((action) => ({
    action,
    names: new Set(textsIn(action.settings).flatMap(namesIn)),
  }));
  return (variable: string): ReadonlySet<string> => {
    const holders = holdersOf(all, document, variable);
    const outputs = document.variables.filter(({ name, output }) => output && holders.has(name));
    return new Set([
      ...outputs.map(({ name }) => `output ${name}`),
      ...all
        .filter(({ action, names }) => !copying.has(action.type) && !names.isDisjointFrom(holders))
        .map(({ action }) => useOf(action, ways)),
    ]);
  };
};
