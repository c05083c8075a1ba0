import type { SettingField } from '@tandem/contract';
import type { OpenPart } from '../../endpoints/index.ts';

/** Settings of the provider as data. */
export const webhookFields: readonly SettingField[] = [
  {
    name: 'webhookAddress',
    label: 'Address of the other system',
    help: 'Where handovers, messages and signs of life are sent to.',
    type: 'url',
    required: true,
    secret: false,
  },
  {
    name: 'webhookSecret',
    label: 'Webhook Secret',
    help: 'Signs what goes out and what comes in.',
    type: 'text',
    required: true,
    secret: true,
    pattern: '^.{16,}$',
  },
  {
    name: 'checkAvailability',
    label: 'Check that somebody is on queue',
    help: 'When nobody is, the bot keeps the conversation and says so.',
    type: 'flag',
    required: false,
    secret: false,
  },
  {
    name: 'customAttributes',
    label: 'Custom attributes',
    type: 'map',
    required: false,
    secret: false,
  },
];

export type WebhookSettings = {
  readonly url: string;
  readonly secret: string;
  readonly customAttributes: Readonly<Record<string, string>>;
};

export const readWebhookSettings = ({ settings, secrets }: OpenPart): WebhookSettings => ({
  url: String(settings['webhookAddress'] ?? ''),
  secret: secrets['webhookSecret'] ?? '',
  customAttributes: (settings['customAttributes'] ?? {}) as Record<string, string>,
});
