import type { AuditChange } from '@tandem/contract';

type Values = Readonly<Record<string, unknown>>;
export type AuditChanges = Readonly<Record<string, AuditChange>>;

const isGroup = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** `undefined` and `null` both stand for "not set". */
const plain = (value: unknown): string => JSON.stringify(value ?? null);

const one = (from: unknown, to: unknown): AuditChange => ({
  ...(from === undefined || from === null ? {} : { from }),
  ...(to === undefined || to === null ? {} : { to }),
});

/**
 * What differs between two states of an entity, field by field; groups are taken apart, so a setting deep inside shows
 * as `group.setting`. A missing state stands for "was not there" or "is not there any more".
 */
export const changesBetween = (
  before: Values | null,
  after: Values | null,
  prefix = '',
): AuditChanges => {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const found: Record<string, AuditChange> = {};
  for (const name of names) {
    const [from, to] = [before?.[name], after?.[name]];
    if (plain(from) === plain(to)) continue;
    if ((isGroup(from) || isGroup(to)) && (isGroup(from) || !from) && (isGroup(to) || !to))
      Object.assign(
        found,
        changesBetween(isGroup(from) ? from : null, isGroup(to) ? to : null, `${prefix}${name}.`),
      );
    else found[`${prefix}${name}`] = one(from, to);
  }
  return found;
};

/** A secret shows as changed, never what it is or was. */
export const secretChanged: AuditChange = {};
