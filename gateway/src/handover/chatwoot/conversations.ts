import { type Fields, fieldsIn, fieldsOf, textOf } from '@tandem/kit';
import type { Observation } from '../provider.model.ts';
import { ProviderFailure } from '../provider.model.ts';
import type { Chatwoot } from './api.ts';
import { askChatwoot, idOf, type Limits } from './client.ts';

/** Names the handover among the attributes of a conversation, so that a start that is sent again is recognised. */
export const handoverAttribute = 'tandem_handover';

type Wanted = {
  readonly contact: string;
  readonly inboxId: string;
  readonly sourceId: string;
  readonly teamId: string | null;
  /** With the name of the handover. */
  readonly attributes: Readonly<Record<string, string>>;
};

const openStatus = async (chatwoot: Chatwoot, id: string, limits: Limits): Promise<void> => {
  const path = `/conversations/${id}/toggle_status`;
  const what = 'Opening the conversation';
  await askChatwoot(chatwoot, { method: 'POST', path, body: { status: 'open' }, what, ...limits });
};

const begun = async (
  chatwoot: Chatwoot,
  { contact, attributes }: Wanted,
  limits: Limits,
): Promise<string | null> => {
  const path = `/contacts/${contact}/conversations`;
  const what = 'Reading the conversations of the contact';
  const { body } = await askChatwoot(chatwoot, { method: 'GET', path, what, ...limits });
  const found = fieldsIn(fieldsOf(body)['payload']).find(
    (one) =>
      fieldsOf(one['custom_attributes'])[handoverAttribute] === attributes[handoverAttribute],
  );
  return found ? idOf(found['id']) : null;
};

/** Id of the conversation of the handover; one that a try before has begun is found again. @throws ProviderFailure */
export const beginConversation = async (
  chatwoot: Chatwoot,
  wanted: Wanted,
  limits: Limits,
): Promise<string> => {
  const known = await begun(chatwoot, wanted, limits);
  if (known) return known;
  const { contact, inboxId, sourceId, teamId, attributes } = wanted;
  const made = await askChatwoot(chatwoot, {
    ...{ method: 'POST', path: '/conversations', what: 'Beginning the conversation' },
    body: {
      ...{ source_id: sourceId, inbox_id: Number(inboxId), contact_id: Number(contact) },
      ...{ status: 'open', custom_attributes: attributes },
      ...(teamId ? { team_id: Number(teamId) } : {}),
    },
    ...limits,
  });
  const body = fieldsOf(made.body);
  const id = idOf(body['id']);
  if (!id)
    throw new ProviderFailure({
      kind: 'refused',
      reason: 'Chatwoot answers without a conversation.',
    });
  // An inbox that has one conversation for each contact answers the one of before.
  if (body['status'] === 'resolved') await openStatus(chatwoot, id, limits);
  return id;
};

/** @throws ProviderFailure */
export const resolveConversation = async (
  chatwoot: Chatwoot,
  id: string,
  limits: Limits,
): Promise<void> => {
  const path = `/conversations/${encodeURIComponent(id)}/toggle_status`;
  await askChatwoot(chatwoot, {
    ...{ method: 'POST', path, body: { status: 'resolved' }, what: 'Ending the conversation' },
    also: [404],
    ...limits,
  });
};

/** Who has the conversation. One that nobody has can be resolved all the same: somebody of the inbox did. */
const agentsOf = (body: Fields, ended: boolean): Observation['agents'] => {
  const assignee = fieldsOf(fieldsOf(body['meta'])['assignee']);
  const id = idOf(assignee['id']) ?? (ended ? 'inbox' : null);
  if (!id) return [];
  const name = textOf(assignee['available_name']) ?? textOf(assignee['name']);
  const state = ended ? 'ended' : 'connected';
  return [{ id, name, state, accepted: true, disconnectType: null }];
};

/** Customer and assignee, as the conversation says. */
const toObservation = (body: Fields): Observation => {
  const ended = body['status'] === 'resolved';
  const agents = agentsOf(body, ended);
  return {
    isQueued: agents.length === 0,
    queue: null,
    customers: [{ id: 'customer', ended, disconnectType: null }],
    agents,
  };
};

/** @throws ProviderFailure */
export const readChatwootConversation = async (
  chatwoot: Chatwoot,
  id: string,
  limits: Limits,
): Promise<Observation | 'gone'> => {
  const path = `/conversations/${encodeURIComponent(id)}`;
  const ask = { method: 'GET', path, what: 'Reading the conversation', also: [404] } as const;
  const { status, body } = await askChatwoot(chatwoot, { ...ask, ...limits });
  return status === 404 ? 'gone' : toObservation(fieldsOf(body));
};
