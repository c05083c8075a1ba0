import type { ContactIdentifier, ExternalContact, PhoneNumber } from '@tandem/contract';

/** How a person is known. `source` is empty but for ids of other systems. */
export type Identifier = {
  readonly type: ContactIdentifier['type'];
  readonly source: string;
  readonly value: string;
};

/** Fields that clients write; what the product itself says of a contact is not among them. */
export type ContactDoc = Omit<
  ExternalContact,
  | 'id'
  | 'selfUri'
  | 'createDate'
  | 'modifyDate'
  | 'type'
  | 'identifiers'
  | 'canonicalContact'
  | 'mergeSet'
  | 'mergedFrom'
  | 'mergedTo'
  | 'mergeOperation'
  | 'externalDataSources'
>;

const email = (value: string): Identifier => ({
  type: 'Email',
  source: '',
  value: value.trim().toLowerCase(),
});

const phone = (value: string): Identifier => ({
  type: 'Phone',
  source: '',
  // Digits alone: people write numbers in many ways.
  value: `+${value.replaceAll(/\D/g, '').replace(/^00/, '')}`,
});

/** The one form in which an identifier is stored and looked up. */
export const identifierOf = (given: ContactIdentifier): Identifier => {
  if (given.type === 'Email') return email(given.value);
  if (given.type === 'Phone' || given.type === 'SocialWhatsapp')
    return { ...phone(given.value), type: given.type };
  const source = given.type === 'ExternalId' ? (given.externalSource?.id ?? '') : '';
  return { type: given.type, source, value: given.value.trim() };
};

const numberOf = (number: PhoneNumber | undefined): string =>
  number?.e164 ?? number?.userInput ?? '';

/** Characters of an identifier: each is stored in an index, which takes no more than some 2 700 bytes. */
export const longestIdentifier = 500;

/** Whether somebody could be found by it. */
export const isTooLong = ({ source, value }: Identifier): boolean =>
  value.length > longestIdentifier || source.length > 100;

const isUseful = ({ value }: Identifier): boolean => value !== '' && value !== '+';

/** By what a contact of clients can be found. */
export const identifiersOf = (contact: ExternalContact): Identifier[] => {
  const emails = [contact.workEmail, contact.personalEmail, contact.otherEmail];
  const phones = [contact.workPhone, contact.cellPhone, contact.homePhone, contact.otherPhone];
  const all = [
    ...emails.map((value) => email(value ?? '')),
    ...phones.map((number) => phone(numberOf(number))),
    ...(contact.externalIds ?? []).map(({ externalSource, value }) =>
      identifierOf({ type: 'ExternalId', externalSource, value }),
    ),
    ...(contact.identifiers ?? []).map(identifierOf),
  ].filter(isUseful);
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
};

/** Who wrote, as the channel names them. */
export type Sender = {
  readonly id: string;
  readonly idType: string;
  readonly email?: string | undefined;
};

/**
 * By what a customer is known: an e-mail address or a phone number everywhere; any other id within the external source
 * of the integration, which several integrations may share, or else within the integration alone.
 */
export const identifiersOfSender = (
  { id, idType, email: address }: Sender,
  { integrationId, externalSource }: { integrationId: string; externalSource: string | null },
): Identifier[] => {
  const kind = idType.toLowerCase();
  const own: Identifier =
    kind === 'email'
      ? email(id)
      : kind === 'phone'
        ? phone(id)
        : {
            type: 'ExternalId',
            source: externalSource ?? `integration:${integrationId}`,
            value: id,
          };
  return [own, ...(address ? [email(address)] : [])].filter(
    (one) => isUseful(one) && !isTooLong(one),
  );
};

/** Everything a person may be searched by, in one text. */
export const searchTextOf = (doc: ContactDoc, identifiers: readonly Identifier[]): string =>
  [
    [doc.salutation, doc.firstName, doc.middleName, doc.lastName].filter(Boolean).join(' '),
    doc.title,
    ...identifiers.map(({ value }) => value),
  ]
    .filter(Boolean)
    .join('\n')
    .toLowerCase();

const ours: ReadonlySet<string> = new Set([
  ...['id', 'selfUri', 'createDate', 'modifyDate', 'type', 'identifiers', 'externalDataSources'],
  ...['canonicalContact', 'mergeSet', 'mergedFrom', 'mergedTo', 'mergeOperation'],
]);

/** What clients may write of a contact. */
export const docOf = (contact: ExternalContact): ContactDoc =>
  Object.fromEntries(Object.entries(contact).filter(([name]) => !ours.has(name)));
