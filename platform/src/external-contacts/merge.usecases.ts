import { contactMergeLimits, type ExternalContact } from '@tandem/contract';
import type { Transaction } from '@tandem/kit';
import type { By } from '../audit/index.ts';
import { noteContact } from './contacts.audit.ts';
import { contactErrors } from './contacts.errors.ts';
import { docOf, searchTextOf } from './contacts.rules.ts';
import { type ContactRecord, findContact, saveContact } from './contacts.store.ts';
import { type ContactWriteDeps, claimAll, identifiersFrom } from './contacts.usecases.ts';
import { mergedDoc } from './merge.rules.ts';
import { countMerged, joinContacts, lockContacts } from './merge.store.ts';

const readAll = async (
  tx: Transaction,
  org: string,
  ids: readonly string[],
): Promise<readonly ContactRecord[]> => {
  const contacts: ContactRecord[] = [];
  for (const id of ids) {
    const contact = await findContact(tx, org, id);
    if (!contact) throw contactErrors.unknownContact({ id });
    const { mergedTo, canonical } = contact;
    if (mergedTo) throw contactErrors.merged({ id, contact: canonical ?? mergedTo });
    contacts.push(contact);
  }
  return contacts;
};

/** The one a contact of several is: kept by hand as soon as one of them is. */
const typeOf = (contacts: readonly ContactRecord[]): ContactRecord['type'] => {
  const types = contacts.map(({ type }) => type);
  if (types.includes('Curated')) return 'Curated';
  return types.includes('Identified') ? 'Identified' : 'Ephemeral';
};

/** The new contact is noted with those it was made of, and each of them with the new one. */
const noteMerge = async (
  deps: ContactWriteDeps,
  tx: Transaction,
  {
    by,
    known,
    merged,
  }: {
    readonly by: By;
    readonly known: readonly ContactRecord[];
    readonly merged: ContactRecord;
  },
): Promise<void> => {
  const { id, mergedFrom } = merged;
  const act = { by, action: 'merge' as const };
  await noteContact(deps, tx, {
    ...{ ...act, id, before: null, after: merged },
    more: { mergedFrom: { to: mergedFrom } },
  });
  for (const one of known)
    await noteContact(deps, tx, {
      ...{ ...act, id: one.id, before: one, after: one },
      more: { mergedTo: { to: id } },
    });
};

/**
 * Makes one contact of several: a new one with everything known of them, by which customers are found from now on. The
 * old ones stay readable under their ids and name the new one.
 * @returns the new contact
 * @throws contactErrors.mergeNeedsTwo, unknownContact, identifierTooLong (400), merged, mergedTooOften, identifierTaken (409)
 */
export const mergeContacts = async (
  deps: ContactWriteDeps,
  by: By,
  {
    ids,
    override,
  }: { readonly ids: readonly string[]; readonly override?: ExternalContact | undefined },
): Promise<ContactRecord> => {
  const { org } = by.principal;
  const distinct = [...new Set(ids.map((id) => id.toLowerCase()))];
  if (distinct.length < 2 || distinct.length !== ids.length) throw contactErrors.mergeNeedsTwo();
  const said = override ? identifiersFrom(override) : [];
  const into = deps.ids.uuid();
  const at = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    // Ids that are none would break the lock.
    await readAll(tx, org, distinct);
    await lockContacts(tx, org, distinct);
    // Somebody may have merged one of them before the lock was ours.
    const known = await readAll(tx, org, distinct);
    if ((await countMerged(tx, org, distinct)) >= contactMergeLimits.inAll)
      throw contactErrors.mergedTooOften({ most: String(contactMergeLimits.inAll) });
    const newestFirst = known.toSorted((a, b) => b.modifiedAt.getTime() - a.modifiedAt.getTime());
    const doc = mergedDoc(
      newestFirst.map((one) => one.doc),
      override && docOf(override),
    );
    const identifiers = [...known.flatMap((one) => one.identifiers), ...said];
    const record = { org, id: into, type: typeOf(known), doc, createdAt: at, modifiedAt: at };
    await saveContact(tx, record, searchTextOf(doc, identifiers));
    await joinContacts(tx, { org, ids: distinct, into });
    await claimAll(tx, { org, id: into, at }, said);
    const merged = await findContact(tx, org, into);
    if (!merged) throw contactErrors.notFound();
    await noteMerge(deps, tx, { by, known, merged });
    return merged;
  });
};

/**
 * Merges two contacts as older clients do, which leave alone what people keep by hand.
 * @throws contactErrors.twoCurated (409), and as {@link mergeContacts}
 */
export const mergeTwo = async (
  deps: ContactWriteDeps,
  by: By,
  ids: readonly [string, string],
): Promise<ContactRecord> => {
  const both = await Promise.all(ids.map((id) => findContact(deps.db, by.principal.org, id)));
  if (both.every((one) => one?.type === 'Curated')) throw contactErrors.twoCurated();
  return mergeContacts(deps, by, { ids });
};
