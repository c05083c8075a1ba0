import { connectorPermissions } from './connectors.ts';

/** What a role may do about connectors. */
export const connectorRights = {
  none: [],
  read: ['integrations:connector:view'],
  /** Create, change access, deactivate, reactivate, delete; with the OAuth connections that they are made of. */
  write: [...connectorPermissions, 'vault:connection:view', 'vault:connection:use'],
} as const satisfies Record<string, readonly string[]>;
export type ConnectorRight = keyof typeof connectorRights;

type ConnectorRole = {
  readonly key: string;
  readonly name: string;
  readonly right: ConnectorRight;
};

const named = (right: ConnectorRight, roles: Readonly<Record<string, string>>): ConnectorRole[] =>
  Object.entries(roles).map(([key, name]) => ({ key, name, right }));

/** Administrators of the Webex HTTP connector and what they may do about connectors (S4.2). */
export const connectorRoles: readonly ConnectorRole[] = [
  ...named('write', {
    connectorFullAdmin: 'Full administrator',
    connectorServiceAdmin: 'Contact Center Service administrator',
    connectorExternalFullAdmin: 'External Admin with full administrator role',
    connectorExternalServiceAdmin: 'External Admin with Contact Center specific administrator role',
    connectorHelpDeskFullAdmin: 'Help desk administrator with full administrator role',
    connectorPartnerFullAdmin: 'Partner full administrator',
  }),
  ...named('none', { connectorReadOnlyAdmin: 'Read-only administrator' }),
  ...named('read', {
    connectorExternalReadOnlyAdmin: 'External Admin with read-only role',
    connectorHelpDeskBasicAdmin: 'Help desk administrator (Basic)',
    connectorPartnerReadOnlyAdmin: 'Partner read-only administrator',
  }),
];
