import type { SettingField } from '@tandem/contract';
import { normaliseUrl, type OpenPart } from '../../endpoints/index.ts';
import {
  checkAvailabilityField,
  customAttributesField,
  customAttributesOf,
} from '../common-settings.ts';

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
  checkAvailabilityField,
  customAttributesField,
];

export type WebhookSettings = {
  readonly url: string;
  readonly secret: string;
  readonly customAttributes: Readonly<Record<string, string>>;
};

export const webhookPlace = ({ settings }: OpenPart): readonly string[] => {
  const url = String(settings['webhookAddress'] ?? '').trim();
  return [normaliseUrl(url) ?? url];
};

export const readWebhookSettings = ({ settings, secrets }: OpenPart): WebhookSettings => ({
  url: String(settings['webhookAddress'] ?? ''),
  secret: secrets['webhookSecret'] ?? '',
  customAttributes: customAttributesOf(settings),
});
