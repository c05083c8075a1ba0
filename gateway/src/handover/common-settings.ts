import type { SettingField } from '@tandem/contract';
import type { OpenPart } from '../endpoints/index.ts';

type Stored = OpenPart['settings'];

/** Whether the customer's name goes to the agent. */
export const sendProfileField: SettingField = {
  name: 'sendProfile',
  label: 'Send profile information',
  help: 'First and last name of the user go to the agent.',
  type: 'flag',
  required: false,
  secret: false,
};

/** Under which name customers read what agents write. */
export const agentNameField: SettingField = {
  name: 'agentName',
  label: 'Name of the agents',
  help: 'What customers read instead of the names of agents. Empty: the name that the contact centre tells.',
  type: 'text',
  required: false,
  secret: false,
};

/** Null: each agent's own. */
export const agentNameOf = (settings: Stored): string | null => {
  const name = settings['agentName'];
  return typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 200) : null;
};

/** Whether a handover is only begun while somebody can take it. */
export const checkAvailabilityField: SettingField = {
  name: 'checkAvailability',
  label: 'Check that somebody is on queue',
  help: 'When nobody is, the bot keeps the conversation and says so.',
  type: 'flag',
  required: false,
  secret: false,
};

/** What every handover tells the contact centre beside what the bot says. */
export const customAttributesField: SettingField = {
  name: 'customAttributes',
  label: 'Custom attributes',
  type: 'map',
  required: false,
  secret: false,
};

export const sendsProfile = (settings: Stored): boolean => settings['sendProfile'] === true;

export const customAttributesOf = (settings: Stored): Readonly<Record<string, string>> =>
  (settings['customAttributes'] ?? {}) as Record<string, string>;
