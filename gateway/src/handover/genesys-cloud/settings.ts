import { type SettingField, webhookSignature } from '@tandem/contract';
import { textOf } from '@tandem/kit';
import type { OpenPart } from '../../endpoints/index.ts';
import {
  agentNameField,
  agentNameOf,
  checkAvailabilityField,
  customAttributesField,
  customAttributesOf,
  sendProfileField,
  sendsProfile,
} from '../common-settings.ts';
import { endDetectors } from './end-signals.rules.ts';
import { type Bases, parseHost } from './host.rules.ts';

/** Roughly what a host or an address looks like, for forms; what it is says `parseHost`. */
const hostForm = String.raw`^(https?://)?(\[[0-9A-Fa-f:.]+\]|[^\s/?#@:!]+)(:\d+)?([/?].*)?$`;

/** Settings of the provider as data; names are those of the source documents in camel case. */
export const genesysFields: readonly SettingField[] = [
  {
    name: 'host',
    label: 'Host',
    help: 'Base domain of the region such as mypurecloud.de, or the address of a Tandem server.',
    type: 'text',
    required: true,
    secret: false,
    target: true,
    pattern: hostForm,
  },
  {
    name: 'deploymentName',
    label: 'Deployment Name',
    help: 'Name of the open messaging platform.',
    type: 'text',
    required: true,
    secret: false,
  },
  {
    name: 'queue',
    label: 'Queue',
    help: 'Name or id.',
    type: 'text',
    required: false,
    secret: false,
  },
  {
    name: 'webhookSecret',
    label: 'Webhook Secret',
    type: 'text',
    required: true,
    secret: true,
    // The platform takes no shorter one.
    pattern: `^.{${webhookSignature.minSecretLength},}$`,
  },
  { name: 'clientId', label: 'Client ID', type: 'text', required: true, secret: false },
  { name: 'clientSecret', label: 'Client Secret', type: 'text', required: true, secret: true },
  sendProfileField,
  agentNameField,
  checkAvailabilityField,
  { name: 'language', label: 'Language', type: 'text', required: false, secret: false },
  { name: 'skills', label: 'Skills', type: 'list', required: false, secret: false },
  { name: 'priority', label: 'Priority', type: 'integer', required: false, secret: false },
  customAttributesField,
  {
    name: 'endDetector',
    label: 'How the end is noticed',
    help: 'The notification socket, events of Amazon EventBridge, or a trigger. Each makes the conversation be read anew.',
    type: 'text',
    required: false,
    secret: false,
    choices: [...endDetectors],
  },
  {
    name: 'eventKey',
    label: 'Event key',
    help: 'What EventBridge or the trigger sends in the header Authorization, without a scheme.',
    type: 'text',
    required: false,
    secret: true,
  },
  {
    name: 'eventSourceSuffix',
    label: 'Event source suffix',
    help: 'Last part of the name of the event source. Empty: the id of this organisation.',
    type: 'text',
    required: false,
    secret: false,
    pattern: '^[A-Za-z0-9._-]{1,64}$',
  },
  {
    name: 'triggerWithoutKey',
    label: 'Take triggers without a key',
    help: 'As older set-ups send them. Anybody who knows the id of a customer can then make the gateway look.',
    type: 'flag',
    required: false,
    secret: false,
  },
];

export type GenesysSettings = {
  readonly bases: Bases;
  readonly deploymentName: string;
  readonly queue: string | null;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookSecret: string;
  readonly sendProfile: boolean;
  /** What customers read instead of the names of agents; null: their names. */
  readonly agentName: string | null;
  readonly language: string | null;
  readonly skills: readonly string[];
  readonly priority: number | null;
  readonly customAttributes: Readonly<Record<string, string>>;
};

/** An OAuth client belongs to one organisation of the region, and the platform's name to one integration of that. */
export const genesysPlace = ({ settings }: OpenPart): readonly string[] => {
  const text = (name: string) => String(settings[name] ?? '').trim();
  const bases = parseHost(text('host'));
  return [
    ...(bases ? [bases.login, bases.api] : [text('host')]),
    ...[text('clientId'), text('deploymentName')],
  ];
};

/** Reads the stored settings; null when the host cannot be understood. */
export const readGenesysSettings = ({ settings, secrets }: OpenPart): GenesysSettings | null => {
  const bases = parseHost(String(settings['host'] ?? ''));
  if (!bases) return null;
  return {
    bases,
    deploymentName: String(settings['deploymentName'] ?? ''),
    queue: textOf(settings['queue']),
    clientId: String(settings['clientId'] ?? ''),
    clientSecret: secrets['clientSecret'] ?? '',
    webhookSecret: secrets['webhookSecret'] ?? '',
    sendProfile: sendsProfile(settings),
    agentName: agentNameOf(settings),
    language: textOf(settings['language']),
    skills: Array.isArray(settings['skills']) ? (settings['skills'] as string[]) : [],
    priority: typeof settings['priority'] === 'number' ? settings['priority'] : null,
    customAttributes: customAttributesOf(settings),
  };
};
