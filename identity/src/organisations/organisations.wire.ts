import type { OrganisationRecord } from './organisations.store.ts';

/** An organisation as the wire shows it. */
export const toOrganisationWire = (organisation: OrganisationRecord) => ({
  id: organisation.id,
  name: organisation.name,
  defaultLanguage: organisation.defaultLanguage,
  defaultCountryCode: organisation.defaultCountryCode,
  domain: organisation.shortName,
  thirdPartyOrgName: organisation.shortName,
  version: organisation.version,
  state: 'active',
  voicemailEnabled: false,
  features: {},
  selfUri: '/api/v2/organizations/me',
});
