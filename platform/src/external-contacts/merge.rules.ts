import type { ExternalContact, PhoneNumber } from '@tandem/contract';
import { type ContactDoc, identifierOf } from './contacts.rules.ts';

const emailFields = ['workEmail', 'personalEmail', 'otherEmail'] as const;
const phoneFields = ['workPhone', 'cellPhone', 'homePhone', 'otherPhone'] as const;

const isSaid = (value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== '' &&
  !(Array.isArray(value) && value.length === 0);

const saidIn = (doc: ContactDoc): ContactDoc =>
  Object.fromEntries(Object.entries(doc).filter(([, value]) => isSaid(value)));

const numberOf = (number: PhoneNumber | undefined): string =>
  identifierOf({ type: 'Phone', value: number?.e164 ?? number?.userInput ?? '' }).value;
const addressOf = (address: string | undefined): string => (address ?? '').trim().toLowerCase();

/** Puts what has no place of its own into the fields that are still empty; what finds none stays an identifier. */
const keepAll = <Field extends string, Value>(
  fields: readonly Field[],
  docs: readonly { readonly [F in Field]?: Value }[],
  keyOf: (value: Value) => string,
): { [F in Field]?: Value } => {
  const kept: { [F in Field]?: Value } = {};
  const said = docs.flatMap((doc) =>
    fields.flatMap((field) => (isSaid(doc[field]) ? [{ field, value: doc[field] as Value }] : [])),
  );
  const has = (value: Value) =>
    fields.some((field) => isSaid(kept[field]) && keyOf(kept[field] as Value) === keyOf(value));
  for (const { field, value } of said) if (!isSaid(kept[field]) && !has(value)) kept[field] = value;
  for (const { value } of said) {
    const free = fields.find((field) => !isSaid(kept[field]));
    if (free && !has(value)) kept[free] = value;
  }
  return kept;
};

/**
 * What is written of a person whose contacts become one: the override, then the contact that was changed last. Addresses
 * and numbers that contradict each other go into fields that are free.
 * @param docs of the contacts, the one changed last first
 */
export const mergedDoc = (
  docs: readonly ContactDoc[],
  override: ExternalContact = {},
): ContactDoc => {
  const all = [saidIn(override), ...docs.map(saidIn)];
  const plain = Object.assign({}, ...all.toReversed()) as ContactDoc;
  const lists = all.flatMap(({ externalIds = [] }) => externalIds);
  const externalIds = [...new Map(lists.map((one) => [JSON.stringify(one), one])).values()];
  const others = Object.fromEntries(
    Object.entries(plain).filter(
      ([name]) => !([...emailFields, ...phoneFields] as readonly string[]).includes(name),
    ),
  );
  return {
    ...others,
    ...(externalIds.length > 0 ? { externalIds } : {}),
    ...keepAll<(typeof emailFields)[number], string>(emailFields, all, addressOf),
    ...keepAll<(typeof phoneFields)[number], PhoneNumber>(phoneFields, all, numberOf),
  };
};
