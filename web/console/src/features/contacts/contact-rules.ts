import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import type { PermissionNeed } from '#src/api/permissions.ts';
import { type FieldDescriptor, type FormValues, textOf } from '#src/components/form-rules.ts';

export type Contact = ReplyOf<'GET /api/v2/externalcontacts/contacts/{contactId}'>;
type ContactBody = BodyOf<'POST /api/v2/externalcontacts/contacts'>;
type Translate = (key: string) => string;

const anyOf = (action: string): PermissionNeed => ({
  any: [`relate:contact:${action}`, `externalContacts:contact:${action}`],
});
export const ADD_CONTACT = anyOf('add');
export const EDIT_CONTACT = anyOf('edit');
export const DELETE_CONTACT = anyOf('delete');
export const MERGE_CONTACTS: PermissionNeed = { all: ['externalContacts:identity:merge'] };
/** As the operation demands it: who may see contacts by another right does not see their conversations. */
export const VIEW_CONVERSATIONS: PermissionNeed = {
  all: ['externalContacts:contact:view', 'conversation:communication:view'],
};

const EMAIL = /^[^\s@]+@[^\s@]+$/;
const EMAILS = ['workEmail', 'personalEmail'] as const;
const PHONES = ['workPhone', 'cellPhone'] as const;

export const pathOf = ({ id = '' }: Pick<Contact, 'id'>): string => `/console/contacts/${id}`;

/** The name, or the first of what else tells a person apart. */
export const nameOf = (contact: Contact, nobody: string): string => {
  const { firstName, middleName, lastName } = contact;
  const name = [firstName, middleName, lastName].filter(Boolean).join(' ');
  return name || contact.identifiers?.[0]?.value || nobody;
};

/** How a person can be reached, for lists; who cannot is told from others by the ids that platforms gave. */
export function reachedBy({ identifiers = [] }: Contact): string {
  const reached = identifiers.filter(({ type }) => type === 'Email' || type === 'Phone');
  const ids = identifiers.filter(({ type }) => type === 'ExternalId');
  return (reached.length > 0 ? reached : ids).map(({ value }) => value).join(', ');
}

const isOfPlatform = (source: string | undefined): boolean =>
  source?.startsWith('integration:') ?? false;

/** The system an identifier is of; null where it is everybody's, or of one platform alone. */
export const sourceOf = ({
  externalSource,
}: NonNullable<Contact['identifiers']>[number]): string | null =>
  isOfPlatform(externalSource?.id) ? null : (externalSource?.name ?? externalSource?.id ?? null);

const numberOf = (contact: Contact | null, field: (typeof PHONES)[number]): string =>
  contact?.[field]?.userInput ?? contact?.[field]?.e164 ?? '';

export const contactFields = (t: Translate): readonly FieldDescriptor[] => [
  { kind: 'text', name: 'firstName', label: t('fields.firstName'), maxLength: 100 },
  { kind: 'text', name: 'lastName', label: t('fields.lastName'), maxLength: 100 },
  { kind: 'text', name: 'title', label: t('fields.title'), maxLength: 100 },
  ...EMAILS.map(
    (name) =>
      ({ kind: 'text', name, label: t(`fields.${name}`), pattern: EMAIL, maxLength: 320 }) as const,
  ),
  ...PHONES.map(
    (name) => ({ kind: 'text', name, label: t(`fields.${name}`), maxLength: 50 }) as const,
  ),
];

export const contactToForm = (contact: Contact | null): FormValues => ({
  firstName: contact?.firstName ?? '',
  lastName: contact?.lastName ?? '',
  title: contact?.title ?? '',
  ...Object.fromEntries(EMAILS.map((name) => [name, contact?.[name] ?? ''])),
  ...Object.fromEntries(PHONES.map((name) => [name, numberOf(contact, name)])),
});

/**
 * The contact as it is sent; what the form does not show stays as it was. Identifiers are not sent: the platform keeps
 * those that stand in no field, with what it learnt meanwhile.
 */
export function formToContact(values: FormValues, old: Contact | null): ContactBody {
  const said = (name: string, value: unknown) => (textOf(values, name) ? { [name]: value } : {});
  const shown = ['firstName', 'lastName', 'title', ...EMAILS, ...PHONES];
  const kept = Object.fromEntries(
    Object.entries(old ?? {}).filter(([name]) => !shown.includes(name) && name !== 'identifiers'),
  );
  return {
    ...kept,
    ...Object.assign(
      {},
      ...['firstName', 'lastName', 'title', ...EMAILS].map((name) =>
        said(name, textOf(values, name)),
      ),
      ...PHONES.map((name) => {
        const userInput = textOf(values, name);
        // A number that nobody changed keeps what else is known of it.
        return said(name, userInput === numberOf(old, name) ? old?.[name] : { userInput });
      }),
    ),
  };
}
