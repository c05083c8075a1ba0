import { GIVEN_NAMES } from './catalogue.ts';
import type { FlowDocument, FlowVariable, FlowVariableType, Json } from './flow-document.ts';

/** Whether a text can be the name of a variable. */
export const isIdentifier = (text: string): boolean => /^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(text);

/** Why a name cannot be taken, as a key of the texts; null when it can. */
export const objectionTo = (
  name: string,
  others: readonly FlowVariable[],
): 'form' | 'reserved' | 'taken' | null => {
  if (!isIdentifier(name)) return 'form';
  if (GIVEN_NAMES.includes(name)) return 'reserved';
  return others.some((one) => one.name === name) ? 'taken' : null;
};

export const addVariable = (document: FlowDocument, variable: FlowVariable): FlowDocument => ({
  ...document,
  variables: [...document.variables, variable],
});

export const removeVariable = (document: FlowDocument, index: number): FlowDocument => ({
  ...document,
  variables: document.variables.filter((_, at) => at !== index),
});

/** What was typed as a value of the type; null when it is none. An empty text is no value. */
export const readInitial = (
  type: FlowVariableType | undefined,
  text: string,
): { readonly value: Json | undefined } | null => {
  if (text.trim() === '') return { value: undefined };
  switch (type) {
    case 'Integer':
      return /^[+-]?\d+$/.test(text.trim()) ? { value: Number(text) } : null;
    case 'Decimal':
      return Number.isFinite(Number(text)) ? { value: Number(text) } : null;
    case 'Boolean': {
      const word = text.trim().toLowerCase();
      return word === 'true' || word === 'false' ? { value: word === 'true' } : null;
    }
    case 'JSON':
      return readJson(text);
    case 'DateTime':
      return Number.isNaN(Date.parse(text)) ? null : { value: text.trim() };
    case 'String':
    case undefined:
      return { value: text };
  }
};

const readJson = (text: string): { readonly value: Json } | null => {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return null;
  }
};

/** A value as it is typed. */
export const writeInitial = (value: Json | undefined): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
