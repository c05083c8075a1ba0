import { contactConversationOperations } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import {
  type Contact,
  contactToForm,
  formToContact,
  nameOf,
  reachedBy,
  sourceOf,
  VIEW_CONVERSATIONS,
} from './contact-rules.ts';

const contact: Contact & { identifiers: NonNullable<Contact['identifiers']> } = {
  ...{ id: 'c1', type: 'Curated' as const, firstName: 'Ada', lastName: 'King', salutation: 'Dr.' },
  ...{ workEmail: 'ada@x.org', otherEmail: 'other@x.org' },
  cellPhone: { userInput: '030', e164: '+4930' },
  identifiers: [
    { type: 'Email' as const, value: 'ada@x.org' },
    { type: 'Phone' as const, value: '+4930' },
    { type: 'Cookie' as const, value: 'k' },
    {
      type: 'ExternalId' as const,
      value: 'chat',
      externalSource: { id: 'integration:1', name: 'integration:1' },
    },
  ],
};

describe('an external contact in the console', () => {
  it('is named by what tells it apart', () => {
    expect(nameOf(contact, '?')).toBe('Ada King');
    expect(nameOf({ identifiers: contact.identifiers }, '?')).toBe('ada@x.org');
    expect(nameOf({}, '?')).toBe('?');
    expect(reachedBy(contact)).toBe('ada@x.org, +4930');
    // Somebody whom a platform knows by an id alone is told from others of the same name by it.
    expect(reachedBy({ ...contact, identifiers: [{ type: 'ExternalId', value: 'bob-1' }] })).toBe(
      'bob-1',
    );
    expect(contact.identifiers.map(sourceOf)).toEqual([null, null, null, null]);
    const source = { id: 'crm', name: 'Shop' };
    expect(sourceOf({ type: 'ExternalId', value: '1', externalSource: source })).toBe('Shop');
  });

  it('shows conversations to those alone who may ask for them', () => {
    const { permission } = contactConversationOperations.getTandemContactConversations;
    expect(VIEW_CONVERSATIONS).toEqual(permission);
  });

  it('keeps what the form does not show, and leaves the other identifiers to the platform', () => {
    const form = contactToForm(contact);
    const same = formToContact(form, contact);
    expect(same).toMatchObject({
      ...{ salutation: 'Dr.', otherEmail: 'other@x.org', cellPhone: contact.cellPhone },
    });
    // A list of identifiers takes all others from the contact, also those of customers that are recognised by them.
    expect(same).not.toHaveProperty('identifiers');
    const changed = formToContact(
      { ...form, workEmail: 'new@x.org', lastName: '', cellPhone: '040' },
      contact,
    );
    expect(changed).toMatchObject({ workEmail: 'new@x.org', cellPhone: { userInput: '040' } });
    expect(changed).not.toHaveProperty('lastName');
    expect(changed).not.toHaveProperty('identifiers');
  });
});
