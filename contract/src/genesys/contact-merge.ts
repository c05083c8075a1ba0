import { type Static, Type } from 'typebox';
import type { Operations } from '../operation.ts';
import { ExternalContact } from './generated/index.ts';

/** Two contacts that are one person. */
export const MergeRequest = Type.Object({
  sourceContactId: Type.String(),
  targetContactId: Type.String(),
});
export type MergeRequest = Static<typeof MergeRequest>;

/** How many contacts become one at once, and how many one may be made of over time. */
export const contactMergeLimits = { atOnce: 25, inAll: 52 } as const;

/** Several contacts that are one person; `valueOverride` says what is to stand in fields of the one they become. */
export const MergeContactsRequest = Type.Object({
  contactIds: Type.Array(Type.String(), { minItems: 2, maxItems: contactMergeLimits.atOnce }),
  valueOverride: Type.Optional(ExternalContact),
});
export type MergeContactsRequest = Static<typeof MergeContactsRequest>;

const permission = { all: ['externalContacts:identity:merge'] };

/**
 * Merging of external contacts (Platform API, models MergeRequest and MergeContactsRequest of the vendor's SDK):
 * operations of the vendor that the reference leaves out. The first, for two, is deprecated there.
 */
export const contactMergeOperations = {
  postExternalcontactsMergeContacts: {
    method: 'POST',
    path: '/api/v2/externalcontacts/merge/contacts',
    permission,
    body: MergeRequest,
    reply: { 200: ExternalContact },
  },
  postExternalcontactsContactsMerge: {
    method: 'POST',
    path: '/api/v2/externalcontacts/contacts/merge',
    permission,
    body: MergeContactsRequest,
    reply: { 200: ExternalContact },
  },
} as const satisfies Operations;
