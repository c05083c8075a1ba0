import { GIVEN_NAMES } from './catalogue.ts';
import {
  type FlowDocument,
  type FlowVariable,
  type FlowVariableType,
  isRow,
  type Json,
  type VARIABLE_FLAGS,
} from './flow-document.ts';

/** Whether a text can be the name of a variable. */
export const isIdentifier = (text: string): boolean => /^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(text);

/** The words of a label as one name that can be read: each begins with a capital letter. */
export const nameOfWords = (label: string): string =>
  label
    .replaceAll(/['’]/g, '')
    .split(/\W+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

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

const KEPT: Json = { kind: 'insecure' };

/** Whether the value at the start is a secret that the server keeps and shows to nobody. */
export const isKept = ({ secure, initial }: FlowVariable): boolean =>
  secure === true && isRow(initial) && initial['kind'] === 'insecure';

/** The variable with another value at the start; nothing typed leaves one that is kept as it is. */
export const withInitial = (
  variable: FlowVariable,
  value: Json | undefined,
  kept: boolean,
): FlowVariable => {
  const { initial: _, ...others } = variable;
  const next = value ?? (kept ? KEPT : undefined);
  return next === undefined ? others : { ...others, initial: next };
};

/** The variable with a mark set or taken away. What was kept for a secure variable is lost to one that is not. */
export const withFlag = (
  variable: FlowVariable,
  flag: (typeof VARIABLE_FLAGS)[number] | 'agentViewable' | 'agentEditable' | 'reportable',
  on: boolean,
): FlowVariable => {
  const marked = { ...variable, [flag]: on };
  return flag === 'secure' && !on && isKept(variable)
    ? withInitial(marked, undefined, false)
    : marked;
};

/** The value at the start as it is typed; nothing for one that is kept. */
export const typedInitial = (variable: FlowVariable): string =>
  isKept(variable) ? '' : writeInitial(variable.initial);

/** A value as it is typed. */
export const writeInitial = (value: Json | undefined): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
