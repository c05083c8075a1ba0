import type { FlowSuggestions } from '@tandem/contract';
import type { FlowValue, FlowVariableType } from '../flow.model.ts';
import type { ActionField, ColumnField, ResourceKind, Visibility } from './action.types.ts';

/** What a field may be besides its kind. */
type Extras = {
  readonly required?: true;
  readonly default?: FlowValue;
  readonly visibleWhen?: Visibility;
  readonly section?: string;
};

const base = (name: string, label: string, { required, ...extras }: Extras = {}) => ({
  name,
  label,
  required: required ?? false,
  ...extras,
});

export const template = (
  name: string,
  label: string,
  { multiline, ...extras }: Extras & { readonly multiline?: true } = {},
): ColumnField => ({
  ...base(name, label, extras),
  kind: 'template',
  ...(multiline ? { multiline } : {}),
});

export const expression = (name: string, label: string, extras?: Extras): ColumnField => ({
  ...base(name, label, extras),
  kind: 'expression',
});

export const text = (
  name: string,
  label: string,
  {
    pattern,
    suggests,
    ...extras
  }: Extras & { readonly pattern?: string; readonly suggests?: FlowSuggestions } = {},
): ColumnField => ({
  ...base(name, label, extras),
  kind: 'text',
  ...(pattern ? { pattern } : {}),
  ...(suggests ? { suggests } : {}),
});

export const timeZone = (name: string, label: string, extras?: Extras): ColumnField => ({
  ...base(name, label, extras),
  kind: 'text',
  format: 'timeZone',
});

export const integer = (
  name: string,
  label: string,
  { min, max, ...extras }: Extras & { readonly min: number; readonly max: number },
): ColumnField => ({ ...base(name, label, extras), kind: 'integer', min, max });

export const toggle = (name: string, label: string, extras?: Extras): ColumnField => ({
  ...base(name, label, extras),
  kind: 'boolean',
});

export const choice = (
  name: string,
  label: string,
  { choices, ...extras }: Extras & { readonly choices: readonly string[] },
): ColumnField => ({ ...base(name, label, extras), kind: 'choice', choices });

export const variable = (
  name: string,
  label: string,
  { types, ...extras }: Extras & { readonly types?: readonly FlowVariableType[] } = {},
): ColumnField => ({ ...base(name, label, extras), kind: 'variable', ...(types ? { types } : {}) });

export const path = (name: string, label: string, extras?: Extras): ColumnField => ({
  ...base(name, label, extras),
  kind: 'path',
});

export const regex = (name: string, label: string, extras?: Extras): ColumnField => ({
  ...base(name, label, extras),
  kind: 'regex',
});

export const secret = (name: string, label: string, extras?: Extras): ColumnField => ({
  ...base(name, label, extras),
  kind: 'secret',
});

export const resource = (
  name: string,
  label: string,
  { resource: of, ...extras }: Extras & { readonly resource: ResourceKind },
): ColumnField => ({ ...base(name, label, extras), kind: 'resource', resource: of });

/** The session an action works over. */
export const defaultSession = 'Default';

export const session = (extras?: Extras): ColumnField => ({
  ...base('session', 'Session name', { required: true, default: defaultSession, ...extras }),
  kind: 'session',
});

export const rows = (
  name: string,
  label: string,
  {
    columns,
    max,
    unique,
    ...extras
  }: Extras & {
    readonly columns: readonly ColumnField[];
    readonly max?: number;
    readonly unique?: string;
  },
): ActionField => ({
  ...base(name, label, extras),
  kind: 'rows',
  columns,
  ...(max === undefined ? {} : { max }),
  ...(unique === undefined ? {} : { unique }),
});

const required = { required: true } as const;

/** Names with values, such as headers. */
export const pairs = (name: string, label: string, extras: Extras = {}): ActionField =>
  rows(name, label, {
    ...extras,
    columns: [template('name', 'Name', required), template('value', 'Value')],
  });

/** Where parts of a document go. */
export const extraction = (name: string, label: string, extras: Extras = {}): ActionField =>
  rows(name, label, {
    ...extras,
    columns: [variable('variable', 'Variable', required), path('path', 'Path', required)],
  });
