import type { SecretSourceRequest, SecretSourceView } from '@tandem/contract';
import { asSource, isComplete } from './secret-source-rules.ts';

/** What a field of a form holds. */
export type FieldValue = string | number | boolean | readonly string[] | SecretSourceRequest | null;
export type FormValues = Readonly<Record<string, FieldValue>>;

export type FieldOption = {
  readonly value: string;
  readonly label: string;
  /** What it is about, in a list of several. */
  readonly hint?: string;
};

type Common = {
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly disabled?: boolean;
  /** What is to be thought of with these values, though they can be saved; null: nothing. */
  readonly warn?: (values: FormValues) => string | null;
  /** Shown only while this holds. */
  readonly visible?: (values: FormValues) => boolean;
};

/** A field, declared as data; labels are translated already. */
export type FieldDescriptor = Common &
  (
    | {
        readonly kind: 'text' | 'textarea';
        readonly placeholder?: string;
        /** Date and time are chosen, in the person's own time zone. */
        readonly moment?: boolean;
        /** A complete http or https address. */
        readonly address?: boolean;
        readonly pattern?: RegExp;
        readonly patternMessage?: string;
        readonly minLength?: number;
        readonly maxLength?: number;
      }
    | {
        /** Never shown again once saved: an empty field of a saved thing keeps the value. */
        readonly kind: 'secret';
        readonly minLength?: number;
        readonly pattern?: RegExp;
        readonly patternMessage?: string;
        /** Adds a Generate button. */
        readonly generate?: () => string;
        /** Whether a value is stored already. */
        readonly stored?: boolean;
        /** Given in the three ways of S3.3: where the stored one comes from, null without one. Absent: it is typed. */
        readonly source?: SecretSourceView | null;
        /** Whether the stored value is of no use with these values and is to be entered again. */
        readonly lostWith?: (values: FormValues) => boolean;
        /** It is so now. */
        readonly lost?: boolean;
      }
    | { readonly kind: 'number'; readonly min?: number; readonly max?: number }
    | { readonly kind: 'select'; readonly options: readonly FieldOption[] }
    | { readonly kind: 'multiselect'; readonly options: readonly FieldOption[] }
    | {
        readonly kind: 'tags';
        readonly placeholder?: string;
        /** Why one of the entries cannot be used; null: it can. */
        readonly refuseOne?: (entry: string) => string | null;
      }
    | { readonly kind: 'switch' }
    /** A heading over the fields that follow; holds no value. One that folds puts away what nobody has set. */
    | { readonly kind: 'section'; readonly folds?: true }
  );

/** A refusal: a key under `common:form` with its figures, or a text of the field's own. */
export type FieldRefusal =
  | {
      readonly key:
        | 'required'
        | 'address'
        | 'pattern'
        | 'tooShort'
        | 'tooLong'
        | 'tooSmall'
        | 'tooLarge';
      readonly limit?: number;
    }
  | { readonly text: string };

const isEmpty = (value: FieldValue | undefined): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

const isAddress = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);

function refuseText(
  field: Extract<FieldDescriptor, { kind: 'text' | 'textarea' | 'secret' }>,
  value: string,
): FieldRefusal | null {
  if (field.minLength !== undefined && value.length < field.minLength) {
    return { key: 'tooShort', limit: field.minLength };
  }
  if (field.kind !== 'secret' && field.maxLength !== undefined && value.length > field.maxLength) {
    return { key: 'tooLong', limit: field.maxLength };
  }
  if (field.kind === 'text' && field.address && !isAddress(value.trim())) return { key: 'address' };
  if (field.pattern && !field.pattern.test(value)) {
    return field.patternMessage ? { text: field.patternMessage } : { key: 'pattern' };
  }
  return null;
}

/** The field as it is with these values: a stored secret may have been lost by them. */
export const withValues = (field: FieldDescriptor, values: FormValues): FieldDescriptor =>
  field.kind === 'secret' && field.stored && field.lostWith?.(values)
    ? {
        ...field,
        ...{ stored: false, lost: true },
        ...(field.source === undefined ? {} : { source: null }),
      }
    : field;

/** A secret that is given in one of the ways is given whole; one that is typed has the right length. */
function refuseSource(
  field: Extract<FieldDescriptor, { kind: 'secret' }>,
  values: FormValues,
): FieldRefusal | null {
  const now = withValues(field, values);
  const stored = (now.kind === 'secret' ? now.source : null) ?? null;
  const source = asSource(values[field.name]);
  if (!source) return null;
  const isNothing = source.kind === 'insecure' && source.value === undefined && !stored;
  if (isNothing && !field.required) return null;
  if (!isComplete(source, stored)) return { key: 'required' };
  return source.kind === 'insecure' && source.value !== undefined
    ? refuseText(field, source.value)
    : null;
}

/** Whether a field holds what its form does not start with. */
export const isSet = (value: FieldValue | undefined): boolean => !isEmpty(value) && value !== false;

/** Fields of a form under the sections that fold; those before the first stand alone. */
export type FoldedFields = {
  readonly before: readonly FieldDescriptor[];
  readonly sections: readonly {
    readonly section: FieldDescriptor;
    readonly fields: readonly FieldDescriptor[];
  }[];
};

export const foldFields = (fields: readonly FieldDescriptor[]): FoldedFields => {
  const starts = fields.flatMap((field, at) =>
    field.kind === 'section' && field.folds ? [{ section: field, at }] : [],
  );
  return {
    before: fields.slice(0, starts[0]?.at ?? fields.length),
    sections: starts
      .map(({ section, at }, index) => ({
        section,
        fields: fields.slice(at + 1, starts[index + 1]?.at ?? fields.length),
      }))
      .filter((one) => one.fields.length > 0),
  };
};

/** Why the value cannot be saved, or null. A secret that is stored already may stay empty. */
export function refuse(field: FieldDescriptor, values: FormValues): FieldRefusal | null {
  if (field.visible && !field.visible(values)) return null;
  const value = values[field.name];
  if (isEmpty(value)) {
    const kept = field.kind === 'secret' && field.stored && !field.lostWith?.(values);
    return field.required && !kept && field.kind !== 'switch' ? { key: 'required' } : null;
  }
  if (field.kind === 'secret' && field.source !== undefined) return refuseSource(field, values);
  if (field.kind === 'number' && typeof value === 'number') {
    if (field.min !== undefined && value < field.min) return { key: 'tooSmall', limit: field.min };
    if (field.max !== undefined && value > field.max) return { key: 'tooLarge', limit: field.max };
  }
  if (field.kind === 'tags' && field.refuseOne && Array.isArray(value)) {
    const text = value.map(field.refuseOne).find((found) => found !== null);
    return text ? { text } : null;
  }
  const isText = field.kind === 'text' || field.kind === 'textarea' || field.kind === 'secret';
  return isText && typeof value === 'string' ? refuseText(field, value) : null;
}

/** All refusals by field name; empty when the form can be saved. */
export const refuseAll = (fields: readonly FieldDescriptor[], values: FormValues): Refusals =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const refusal = refuse(field, values);
      return refusal ? [[field.name, refusal]] : [];
    }),
  );

export type Refusals = Readonly<Record<string, FieldRefusal>>;

const fieldAt = (path: string, fields: readonly FieldDescriptor[]): FieldDescriptor | undefined => {
  const last = path.split(/[./]/).at(-1);
  return fields.find(({ name }) => name === path) ?? fields.find(({ name }) => name === last);
};

/**
 * What the server objects to, at the fields it names: by their names, or by the last part of a path on the wire. What is
 * no field of the form is left out.
 */
export const serverRefusals = (
  problems: readonly { readonly field: string; readonly message: string }[],
  fields: readonly FieldDescriptor[],
): Refusals =>
  Object.fromEntries(
    problems.flatMap(({ field: path, message }) => {
      const field = fieldAt(path, fields);
      return field ? [[field.name, { text: message }]] : [];
    }),
  );

/** What the server says, with paths of the wire under the labels that the person knows. */
export const inLabels = (
  message: string,
  problems: readonly { readonly field: string }[],
  fields: readonly FieldDescriptor[],
): string =>
  problems.reduce((text, { field: path }) => {
    const field = fieldAt(path, fields);
    return field ? text.replace(`${path}: `, () => `${field.label}: `) : text;
  }, message);

/** The refusals that remain when a field has changed: what was objected to is looked at again, and only there. */
export function refusalsAfter(
  refusals: Refusals,
  field: FieldDescriptor | undefined,
  change: { readonly name: string; readonly values: FormValues },
): Refusals {
  if (!(change.name in refusals)) return refusals;
  const { [change.name]: _mended, ...others } = refusals;
  const still = field ? refuse(field, change.values) : null;
  return still ? { ...others, [change.name]: still } : others;
}

/** A moment (ISO 8601) as an input of date and time takes it: in the person's own zone, to the second. */
export const localMoment = (text: string): string => {
  const at = new Date(text);
  if (!/(Z|[+-]\d\d:?\d\d)$/.test(text) || Number.isNaN(at.getTime())) return text;
  const two = (part: number) => String(part).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day}T${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
};

/** The value a field starts with when nothing is known. */
function emptyValue(field: FieldDescriptor): FieldValue {
  if (field.kind === 'switch') return false;
  if (field.kind === 'multiselect' || field.kind === 'tags') return [];
  return field.kind === 'number' || field.kind === 'select' ? null : '';
}

export const initialValues = (fields: readonly FieldDescriptor[], known: FormValues): FormValues =>
  Object.fromEntries(fields.map((field) => [field.name, known[field.name] ?? emptyValue(field)]));

/** Text of a field, trimmed; empty when there is none. */
export const textOf = (values: FormValues, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : '';
};

export const numberOf = (values: FormValues, name: string): number | undefined => {
  const value = values[name];
  return typeof value === 'number' ? value : undefined;
};

export const listOf = (values: FormValues, name: string): string[] => {
  const value = values[name];
  return Array.isArray(value) ? [...value] : [];
};
