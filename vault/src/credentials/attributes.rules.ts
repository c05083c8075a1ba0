import { type AttributeRequest, maxAttributes } from '@tandem/contract';
import type { Ids } from '@tandem/kit';
import { nameKey, nameOf } from '../names.rules.ts';
import { vaultErrors } from '../vault.errors.ts';
import type { Attribute } from './credentials.model.ts';

/** What a request makes of the attributes of a credential. */
export type AttributePlan = {
  /** All of them, in order. */
  readonly attributes: readonly Attribute[];
  readonly removed: readonly Attribute[];
  /** Attributes whose stored values are good no more. */
  readonly emptied: readonly string[];
  readonly values: readonly { readonly attribute: string; readonly value: string }[];
};

const invalid = (problem: string) => vaultErrors.invalid({ problem });

const attributeOf = (
  asked: AttributeRequest,
  known: ReadonlyMap<string, Attribute>,
  ids: Ids,
): Attribute => {
  const before = asked.id === undefined ? undefined : known.get(asked.id);
  if (asked.id !== undefined && !before)
    throw invalid(`The credential has no attribute ${asked.id}.`);
  return {
    id: before?.id ?? ids.uuid(),
    name: nameOf(asked.name),
    description: asked.description ?? before?.description ?? '',
    input: asked.input ?? before?.input ?? 'standard',
    masked: asked.masked ?? before?.masked ?? true,
  };
};

const refuseDoubles = (values: readonly string[], what: string) => {
  const double = values.find((value, index) => values.indexOf(value) !== index);
  if (double !== undefined) throw invalid(`${what} "${double}" is there twice.`);
};

/**
 * Compares a request with what is stored.
 * @param external values live in the external store: none are taken, and none of single users.
 * @throws vaultErrors.invalid
 */
export const planAttributes = (input: {
  readonly asked: readonly AttributeRequest[];
  readonly before: readonly Attribute[];
  readonly external: boolean;
  readonly ids: Ids;
}): AttributePlan => {
  const { asked, before, external, ids } = input;
  if (asked.length < 1 || asked.length > maxAttributes)
    throw invalid(`A credential has from 1 to ${maxAttributes} attributes.`);
  const known = new Map(before.map((attribute) => [attribute.id, attribute]));
  const attributes = asked.map((one) => attributeOf(one, known, ids));
  refuseDoubles(
    attributes.map(({ name }) => nameKey(name)),
    'The attribute',
  );
  refuseDoubles(
    attributes.map(({ id }) => id),
    'The attribute',
  );
  const kept = new Set(attributes.map(({ id }) => id));
  const emptied: string[] = [];
  const values: { attribute: string; value: string }[] = [];
  for (const [index, attribute] of attributes.entries()) {
    const value = asked[index]?.value;
    if (external && (value || attribute.input === 'userProvided'))
      throw invalid('Values of a credential in the external store are set there, for everybody.');
    if (value !== undefined && attribute.input === 'userProvided')
      throw invalid(`The attribute "${attribute.name}" is given its value by each user.`);
    const old = known.get(attribute.id);
    if (external || value === null || (old && old.input !== attribute.input))
      emptied.push(attribute.id);
    if (value) values.push({ attribute: attribute.id, value });
  }
  return { attributes, removed: before.filter(({ id }) => !kept.has(id)), emptied, values };
};
