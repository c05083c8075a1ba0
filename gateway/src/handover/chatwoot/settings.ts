import type { SettingField } from '@tandem/contract';
import { textOf } from '@tandem/kit';
import { normaliseUrl, type OpenPart } from '../../endpoints/index.ts';
import {
  checkAvailabilityField,
  customAttributesField,
  customAttributesOf,
  sendProfileField,
  sendsProfile,
} from '../common-settings.ts';

/** Settings of the provider as data. */
export const chatwootFields: readonly SettingField[] = [
  {
    name: 'chatwootUrl',
    label: 'Chatwoot address',
    help: 'Such as https://app.chatwoot.com, or your own server.',
    type: 'url',
    required: true,
    secret: false,
  },
  {
    name: 'accountId',
    label: 'Account id',
    help: 'The number behind /accounts/ in the address of the dashboard.',
    type: 'text',
    required: true,
    secret: false,
    identifies: true,
    pattern: '^[0-9]{1,18}$',
  },
  {
    name: 'apiAccessToken',
    label: 'API access token',
    help: 'Of an administrator or of an agent who belongs to the inbox: Profile settings, Access token.',
    type: 'text',
    required: true,
    secret: true,
  },
  {
    name: 'inbox',
    label: 'Inbox',
    help: 'Name, id or identifier of an inbox of the channel API.',
    type: 'text',
    required: true,
    secret: false,
  },
  {
    name: 'team',
    label: 'Team',
    help: 'Name or id. A queue that the bot names is looked up as a team.',
    type: 'text',
    required: false,
    secret: false,
  },
  {
    name: 'webhookSecret',
    label: 'Webhook Secret',
    help: 'The secret of the inbox, with which newer versions of Chatwoot sign.',
    type: 'text',
    required: false,
    secret: true,
  },
  {
    name: 'urlToken',
    label: 'Token in the address',
    help: 'For a Chatwoot that does not sign: enter the webhook address there with ?token= and this text.',
    type: 'text',
    required: false,
    secret: true,
    pattern: '^[A-Za-z0-9_-]{16,256}$',
  },
  sendProfileField,
  checkAvailabilityField,
  customAttributesField,
];

export type ChatwootSettings = {
  /** Without a slash at its end. */
  readonly url: string;
  readonly accountId: string;
  readonly token: string;
  readonly inbox: string;
  readonly team: string | null;
  readonly webhookSecret: string | null;
  readonly urlToken: string | null;
  readonly sendProfile: boolean;
  readonly customAttributes: Readonly<Record<string, string>>;
};

/** Contacts and their conversations belong to an inbox of an account. */
export const chatwootPlace = ({ settings }: OpenPart): readonly string[] => {
  const text = (name: string) => String(settings[name] ?? '').trim();
  const url = text('chatwootUrl');
  return [normaliseUrl(url) ?? url, text('accountId'), text('inbox')];
};

export const readChatwootSettings = ({ settings, secrets }: OpenPart): ChatwootSettings => ({
  url: String(settings['chatwootUrl'] ?? '').replace(/\/+$/, ''),
  accountId: String(settings['accountId'] ?? ''),
  token: secrets['apiAccessToken'] ?? '',
  inbox: String(settings['inbox'] ?? ''),
  team: textOf(settings['team']),
  webhookSecret: secrets['webhookSecret'] || null,
  urlToken: secrets['urlToken'] || null,
  sendProfile: sendsProfile(settings),
  customAttributes: customAttributesOf(settings),
});
