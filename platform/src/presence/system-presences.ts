import type { OrganizationPresenceDefinition } from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';

export type SystemPresenceName = NonNullable<OrganizationPresenceDefinition['systemPresence']>;

/** The presences every organisation has, in the order of the wire's list, with their labels. */
const labels: Readonly<Record<SystemPresenceName, string>> = {
  Available: 'Available',
  Away: 'Away',
  Busy: 'Busy',
  Offline: 'Offline',
  Idle: 'Idle',
  OnQueue: 'On Queue',
  Meal: 'Meal',
  Training: 'Training',
  Meeting: 'Meeting',
  Break: 'Break',
};

export const systemPresenceNames = Object.keys(labels) as SystemPresenceName[];

export type DefinitionRecord = {
  readonly id: string;
  readonly system: boolean;
  readonly systemPresence: SystemPresenceName;
  readonly labels: Readonly<Record<string, string>>;
  readonly division: string | null;
  readonly deactivated: boolean;
  readonly createdBy: string | null;
  readonly modifiedBy: string | null;
  readonly createdAt: Date | null;
  readonly modifiedAt: Date | null;
};

/** Id of a presence of the system, the same in every organisation. */
export const systemDefinitionId = (name: SystemPresenceName): string =>
  derivedUuid('system presence', name);

export const systemDefinitions: readonly DefinitionRecord[] = systemPresenceNames.map((name) => ({
  id: systemDefinitionId(name),
  system: true,
  systemPresence: name,
  labels: { en_US: labels[name] },
  division: null,
  deactivated: false,
  createdBy: null,
  modifiedBy: null,
  createdAt: null,
  modifiedAt: null,
}));

/** Finds a presence by name whatever the spelling: `OnQueue`, `On Queue`, `ON_QUEUE`. */
export const systemPresenceNamed = (name: string | undefined): SystemPresenceName | null => {
  const plain = (text: string) => text.replaceAll(/[\s_]/g, '').toLowerCase();
  return systemPresenceNames.find((known) => plain(known) === plain(name ?? '')) ?? null;
};

/** Spelling of the topics. */
export const topicSpelling = (name: SystemPresenceName): string =>
  name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
