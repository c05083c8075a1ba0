import { fieldsIn, fieldsOf, type HttpClient, textOf } from '@tandem/kit';
import { askChatwoot, idOf, type Limits } from './client.ts';
import type { ChatwootSettings } from './settings.ts';

export type Chatwoot = { readonly http: HttpClient; readonly settings: ChatwootSettings };

export type Inbox = {
  readonly id: string;
  readonly name: string;
  readonly isApi: boolean;
  /** Names the inbox where customers themselves would call. */
  readonly identifier: string | null;
  readonly webhookUrl: string | null;
};

const same = (a: string, b: string) =>
  a.normalize('NFC').trim().toLowerCase() === b.normalize('NFC').trim().toLowerCase();

/** What is named: by id, then by what else names exactly one, then by its name. */
const pick = <Item extends { readonly id: string; readonly name: string }>(
  items: readonly Item[],
  asked: string,
  also: (item: Item) => string | null = () => null,
): Item | null =>
  items.find(({ id }) => id === asked) ??
  items.find((item) => also(item) === asked) ??
  items.find(({ name }) => same(name, asked)) ??
  null;

/** The inbox of the settings. @throws ProviderFailure */
export const findInbox = async (chatwoot: Chatwoot, limits: Limits): Promise<Inbox | null> => {
  const what = 'Reading the inboxes';
  const { body } = await askChatwoot(chatwoot, {
    method: 'GET',
    path: '/inboxes',
    what,
    ...limits,
  });
  const inboxes = fieldsIn(fieldsOf(body)['payload']).flatMap((item): Inbox[] => {
    const id = idOf(item['id']);
    if (!id) return [];
    return [
      {
        ...{ id, name: textOf(item['name']) ?? id },
        isApi: item['channel_type'] === 'Channel::Api',
        identifier: textOf(item['inbox_identifier']),
        webhookUrl: textOf(item['webhook_url']),
      },
    ];
  });
  return pick(inboxes, chatwoot.settings.inbox, ({ identifier }) => identifier);
};

export type Team = { readonly id: string; readonly name: string };

/** A team by id or name; `forbidden`: the token may not look. @throws ProviderFailure */
export const findTeam = async (
  chatwoot: Chatwoot,
  asked: string,
  limits: Limits,
): Promise<{ readonly team: Team | null; readonly forbidden: boolean }> => {
  const ask = { method: 'GET', path: '/teams', what: 'Reading the teams', also: [403] } as const;
  const { status, body } = await askChatwoot(chatwoot, { ...ask, ...limits });
  if (status === 403) return { team: null, forbidden: true };
  const teams = fieldsIn(body).flatMap((item): Team[] => {
    const id = idOf(item['id']);
    return id ? [{ id, name: textOf(item['name']) ?? id }] : [];
  });
  return { team: pick(teams, asked), forbidden: false };
};

/** How many members of the inbox are online; null where the token may not know. @throws ProviderFailure */
export const countOnline = async (
  chatwoot: Chatwoot,
  inbox: Inbox,
  limits: Limits,
): Promise<number | null> => {
  const path = `/inbox_members/${inbox.id}`;
  const ask = { method: 'GET', path, what: 'Reading the members of the inbox' } as const;
  const also = [401, 403, 404];
  const { status, body } = await askChatwoot(chatwoot, { ...ask, also, ...limits });
  const { payload } = fieldsOf(body);
  if (status !== 200 || !Array.isArray(payload)) return null;
  return fieldsIn(payload).filter((member) => member['availability_status'] === 'online').length;
};
