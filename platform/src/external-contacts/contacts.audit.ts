import type { AuditAction } from '@tandem/contract';
import type { Transaction } from '@tandem/kit';
import {
  type AuditChanges,
  type AuditDeps,
  type By,
  changesBetween,
  noteChange,
  secretChanged,
} from '../audit/index.ts';
import type { ContactDoc, Identifier } from './contacts.rules.ts';

type Known = { readonly doc: ContactDoc; readonly identifiers: readonly Identifier[] };

type ContactAct = {
  readonly by: By;
  readonly action: AuditAction;
  readonly id: string;
  /** Null: there was none, or there is none any more. */
  readonly before: Known | null;
  readonly after: Known | null;
  /** Ids of other contacts, which are no personal data. */
  readonly more?: AuditChanges;
};

const shown = (contact: Known | null) => {
  if (!contact) return null;
  const identifiers = contact.identifiers.map((one) => JSON.stringify(one)).toSorted();
  return { ...contact.doc, ...(identifiers.length > 0 ? { identifiers } : {}) };
};

/**
 * Notes an act on a contact, in the transaction of the change. Which fields it changed is told, what stood in them and
 * the person's name are not: the audit log may be kept for ever, and who is deleted must not live on in it.
 */
export const noteContact = (
  deps: AuditDeps,
  tx: Transaction,
  { by, action, id, before, after, more = {} }: ContactAct,
): Promise<void> => {
  const fields = Object.keys(changesBetween(shown(before), shown(after)));
  return noteChange(deps, tx, {
    ...{ by, action },
    entity: { type: 'externalContact', id },
    changes: { ...Object.fromEntries(fields.map((name) => [name, secretChanged])), ...more },
  });
};
