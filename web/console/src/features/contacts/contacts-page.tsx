import { IconAddressBook } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DateText } from '#src/components/date-text.tsx';
import { ResourcePage } from '#src/components/resource-page.tsx';
import { useSession } from '#src/session/session.ts';
import {
  ADD_CONTACT,
  type Contact,
  contactFields,
  contactToForm,
  DELETE_CONTACT,
  EDIT_CONTACT,
  formToContact,
  nameOf,
  pathOf,
  reachedBy,
} from './contact-rules.ts';

/** People outside: found by name, address or number; each has a page of its own. */
export function ContactsPage() {
  const { t } = useTranslation('contacts');
  const { api, can } = useSession();
  const named = (contact: Contact) => nameOf(contact, t('nobody'));
  return (
    <ResourcePage<Contact>
      title={t('title')}
      description={t('description')}
      queryKey={['contacts']}
      load={({ search, ...page }) =>
        api.call('GET /api/v2/externalcontacts/contacts', {
          query: { ...page, ...(search ? { q: search } : {}) },
        })
      }
      columns={[
        { key: 'name', header: t('name'), render: named },
        { key: 'reached', header: t('reached'), minor: true, render: reachedBy },
        {
          key: 'type',
          header: t('type'),
          minor: true,
          render: ({ type = 'Curated' }) => t(`types.${type}`),
        },
        {
          key: 'modified',
          header: t('modified'),
          minor: true,
          render: ({ modifyDate }) => <DateText value={modifyDate} />,
        },
      ]}
      rowId={({ id }) => id ?? ''}
      rowName={named}
      linkTo={pathOf}
      editTitle={(contact) => t('edit', { name: named(contact) })}
      savedText={t('saved')}
      deleteConsequence={t('deleteConsequence')}
      searchable
      newLabel={t('new')}
      fields={() => contactFields(t)}
      toForm={contactToForm}
      create={
        can(ADD_CONTACT)
          ? (values) =>
              api.call('POST /api/v2/externalcontacts/contacts', {
                body: formToContact(values, null),
              })
          : undefined
      }
      update={
        can(EDIT_CONTACT)
          ? (values, old) =>
              api.call('PUT /api/v2/externalcontacts/contacts/{contactId}', {
                params: { contactId: old.id ?? '' },
                body: formToContact(values, old),
              })
          : undefined
      }
      remove={
        can(DELETE_CONTACT)
          ? ({ id = '' }) =>
              api.call('DELETE /api/v2/externalcontacts/contacts/{contactId}', {
                params: { contactId: id },
              })
          : undefined
      }
      empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconAddressBook /> }}
    />
  );
}
