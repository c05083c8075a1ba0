import type { ExternalContact } from '@tandem/contract';
import {
  type Clock,
  type Database,
  type Ids,
  oldBefore,
  type Queryable,
  type Transaction,
} from '@tandem/kit';
import type { AuditDeps, By } from '../audit/index.ts';
import { noteContact } from './contacts.audit.ts';
import { contactErrors } from './contacts.errors.ts';
import {
  docOf,
  type Identifier,
  identifiersOf,
  identifiersOfSender,
  isTooLong,
  longestIdentifier,
  type Sender,
  searchTextOf,
} from './contacts.rules.ts';
import {
  type ContactRecord,
  claimIdentifiers,
  deleteContact,
  dropOtherIdentifiers,
  findByIdentifiers,
  findContact,
  findOwner,
  holdLiving,
  mergeSetOf,
  noteSeen,
  saveContact,
} from './contacts.store.ts';
import { seenEveryDays } from './contacts.sweep.ts';
import { lockContacts } from './merge.store.ts';

export type ContactDeps = {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
};

/** Contacts as clients write them, each time with an entry of the audit log. */
export type ContactWriteDeps = ContactDeps & AuditDeps;

/** Makes identifiers a contact's. @throws contactErrors.identifierTaken (409) when one of them is another contact's. */
export const claimAll = async (
  tx: Transaction,
  owner: { readonly org: string; readonly id: string; readonly at: Date },
  identifiers: readonly Identifier[],
): Promise<void> => {
  const taken = (await claimIdentifiers(tx, owner, identifiers)).find(
    ({ contact }) => contact !== owner.id,
  );
  if (taken) {
    const { type, value, contact } = taken;
    throw contactErrors.identifierTaken({ type, value, contact });
  }
};

/** By what a contact of a client is found. @throws contactErrors.identifierTooLong (400) */
export const identifiersFrom = (request: ExternalContact): readonly Identifier[] => {
  const identifiers = identifiersOf(request);
  const long = identifiers.find(isTooLong);
  if (long)
    throw contactErrors.identifierTooLong({ type: long.type, most: String(longestIdentifier) });
  return identifiers;
};

/** @throws contactErrors.notFound (404) */
export const readContact = async (
  { db }: { readonly db: Queryable },
  org: string,
  id: string,
): Promise<ContactRecord> => {
  const found = await findContact(db, org, id);
  if (!found) throw contactErrors.notFound();
  return found;
};

/** Stores a contact that somebody keeps by hand. @throws contactErrors.identifierTaken (409), identifierTooLong (400) */
export const createContact = async (
  deps: ContactWriteDeps,
  by: By,
  request: ExternalContact,
): Promise<ContactRecord> => {
  const { org } = by.principal;
  const [id, at] = [deps.ids.uuid(), deps.clock.now()];
  const identifiers = identifiersFrom(request);
  const doc = docOf(request);
  const record = { org, id, type: 'Curated' as const, doc, createdAt: at, modifiedAt: at };
  await deps.db.transaction(async (tx) => {
    await saveContact(tx, record, searchTextOf(doc, identifiers));
    await claimAll(tx, { org, id, at }, identifiers);
    const after = { doc, identifiers };
    await noteContact(deps, tx, { by, action: 'create', id, before: null, after });
  });
  return readContact(deps, org, id);
};

/** Ids by which a customer was recognised stay: the wire's contact has no field for them. */
const isRecognised = ({ type, source }: Identifier) =>
  type === 'ExternalId' && source.startsWith('integration:');

const keyOf = ({ type, source, value }: Identifier) => JSON.stringify([type, source, value]);

/**
 * What a contact is found by after it was replaced. A client that lists no identifiers speaks of the fields alone: what
 * stood in none of them stays.
 */
const replacedIdentifiers = (known: ContactRecord, request: ExternalContact) => {
  const written = new Set(identifiersOf(known.doc).map(keyOf));
  const isKept = (one: Identifier) =>
    isRecognised(one) || (request.identifiers === undefined && !written.has(keyOf(one)));
  return [...identifiersFrom(request), ...known.identifiers.filter(isKept)];
};

/**
 * A contact that nobody merges, changes or deletes meanwhile.
 * @throws contactErrors.notFound (404), merged (409) for one that is part of another
 */
const lockLiving = async (tx: Transaction, org: string, id: string): Promise<ContactRecord> => {
  // Ids that are none would break the lock.
  const { id: known } = await readContact({ db: tx }, org, id);
  await lockContacts(tx, org, [known]);
  const contact = await readContact({ db: tx }, org, known);
  const { mergedTo, canonical } = contact;
  if (mergedTo) throw contactErrors.merged({ id: known, contact: canonical ?? mergedTo });
  return contact;
};

/** Replaces what is written of a contact. @throws contactErrors.notFound (404), merged (409), and as {@link createContact} */
export const replaceContact = async (
  deps: ContactWriteDeps,
  by: By,
  { id, request }: { readonly id: string; readonly request: ExternalContact },
): Promise<ContactRecord> => {
  const { org } = by.principal;
  const at = deps.clock.now();
  const doc = docOf(request);
  return deps.db.transaction(async (tx) => {
    const known = await lockLiving(tx, org, id);
    const identifiers = replacedIdentifiers(known, request);
    const record = { ...known, doc, type: 'Curated' as const, modifiedAt: at };
    await saveContact(tx, record, searchTextOf(doc, identifiers));
    await dropOtherIdentifiers(tx, known, identifiers);
    await claimAll(tx, { org, id: known.id, at }, identifiers);
    const after = await readContact({ db: tx }, org, known.id);
    await noteContact(deps, tx, { by, action: 'update', id: known.id, before: known, after });
    return after;
  });
};

/**
 * Deletes a contact with those merged into it. One of those alone stays: its conversations are those of the living one.
 * @throws contactErrors.notFound (404), merged (409)
 */
export const removeContact = (deps: ContactWriteDeps, by: By, id: string): Promise<void> =>
  deps.db.transaction(async (tx) => {
    const known = await lockLiving(tx, by.principal.org, id);
    const family = await mergeSetOf(tx, known.org, known.id);
    await deleteContact(tx, known);
    for (const id of family)
      await noteContact(deps, tx, {
        ...{ by, action: 'delete', id, after: null },
        before: id === known.id ? known : null,
      });
  });

export type ResolvedSender = Sender & {
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly nickname?: string | undefined;
};

const newDoc = ({ firstName, lastName, nickname, idType, id, email }: ResolvedSender) => {
  const name = firstName ?? nickname;
  const address = idType.toLowerCase() === 'email' ? id : email;
  return {
    ...(name ? { firstName: name } : {}),
    ...(lastName ? { lastName } : {}),
    ...(address ? { personalEmail: address } : {}),
    ...(idType.toLowerCase() === 'phone' ? { cellPhone: { userInput: id } } : {}),
  };
};

type Scope = {
  readonly org: string;
  readonly integrationId: string;
  readonly externalSource: string | null;
};

/**
 * The contact of a customer: who has the id, or else the e-mail address, that the channel tells; made when nobody has.
 * What the channel tells further of a known contact becomes its own where nobody has it.
 * @returns the contact's id; null for a customer by whom nobody could be found again.
 */
export const resolveContact = async (
  deps: ContactDeps,
  scope: Scope,
  sender: ResolvedSender,
): Promise<string | null> => {
  const { org } = scope;
  const identifiers = identifiersOfSender(sender, scope);
  if (identifiers.length === 0) return null;
  const at = deps.clock.now();
  const { owner, free } = await findOwner(deps.db, org, identifiers);
  if (owner && !free) {
    if (owner.seenAt < oldBefore(at, seenEveryDays))
      await noteSeen(deps.db, { org, id: owner.contact, at });
    return owner.contact;
  }
  return deps.db.transaction(async (tx) => {
    // Two messages of a new customer at once are one customer.
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `contact ${org} ${JSON.stringify(identifiers[0])}`,
    ]);
    const owner = await findByIdentifiers(tx, org, identifiers);
    const found = owner && (await holdLiving(tx, org, owner));
    const id = found ?? deps.ids.uuid();
    if (!found) {
      const doc = newDoc(sender);
      const record = { org, id, type: 'Ephemeral' as const, doc, createdAt: at, modifiedAt: at };
      await saveContact(tx, record, searchTextOf(doc, identifiers));
    } else await noteSeen(tx, { org, id, at });
    await claimIdentifiers(tx, { org, id, at }, identifiers);
    return id;
  });
};
