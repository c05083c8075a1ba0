import { fieldsIn, fieldsOf } from '@tandem/kit';
import type { Session } from '../../conversations/index.ts';
import { ProviderFailure } from '../provider.model.ts';
import type { Chatwoot, Inbox } from './api.ts';
import { askChatwoot, idOf, type Limits } from './client.ts';

/** A customer whose page has proved who he is is one contact; anybody else is one for each conversation. */
export const identifierOf = ({ userTrusted, userId, conversationId, org }: Session): string =>
  userTrusted ? `tandem/${org}/${userId}` : `tandem/${conversationId}`;

const search = async (
  chatwoot: Chatwoot,
  identifier: string,
  limits: Limits,
): Promise<string | null> => {
  const path = `/contacts/search?q=${encodeURIComponent(identifier)}`;
  const what = 'Looking up the contact';
  const { body } = await askChatwoot(chatwoot, { method: 'GET', path, what, ...limits });
  const found = fieldsIn(fieldsOf(body)['payload']).find((one) => one['identifier'] === identifier);
  return found ? idOf(found['id']) : null;
};

const nameOf = ({ userName, conversationId }: Session, sendProfile: boolean): string =>
  (sendProfile && userName?.trim()) || `Visitor ${conversationId.slice(0, 8)}`;

/** Id of the contact of the customer, who is made one where there is none. @throws ProviderFailure */
export const findOrMakeContact = async (
  chatwoot: Chatwoot,
  { session, inbox }: { readonly session: Session; readonly inbox: Inbox },
  limits: Limits,
): Promise<string> => {
  const identifier = identifierOf(session);
  const known = await search(chatwoot, identifier, limits);
  if (known) return known;
  const body = {
    ...{ inbox_id: Number(inbox.id), source_id: session.conversationId, identifier },
    name: nameOf(session, chatwoot.settings.sendProfile),
  };
  const made = await askChatwoot(chatwoot, {
    ...{ method: 'POST', path: '/contacts', body, what: 'Making the contact' },
    // Somebody was quicker, or the answer of a try before was lost.
    also: [422],
    ...limits,
  });
  const { contact } = fieldsOf(fieldsOf(made.body)['payload']);
  const id = idOf(fieldsOf(contact)['id']) ?? (await search(chatwoot, identifier, limits));
  if (id) return id;
  throw new ProviderFailure({ kind: 'refused', reason: 'Chatwoot does not take the contact.' });
};
