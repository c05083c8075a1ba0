/** What the server says of the roles that every organisation has, by the name under which the console has words of its own. */
const SEEDED: Readonly<Record<string, string>> = {
  'Holds every permission.': 'masterAdmin',
  'Runs the contact centre; may look at roles and clients, not change them.': 'admin',
  'Watches queues and conversations, assigns work, looks after members and answers.': 'supervisor',
  'Takes conversations of the queues it belongs to.': 'agent',
  'What everybody in the organisation may do.': 'employee',
  'Webex administrator: creates, changes, deactivates and deletes connectors.': 'connectorWrite',
  'Webex administrator: looks at connectors, and changes none.': 'connectorRead',
  'Webex administrator: has nothing to do with connectors.': 'connectorNone',
};

/** The key below `roles:seeded` for a description; null when somebody wrote it, who is left their own words. */
export const seededKeyOf = (description: string | undefined): string | null =>
  SEEDED[description ?? ''] ?? null;

const CLIENT_ROLE = /^(.+) \(client [0-9a-f]{8}\)$/;

/** Whether a role was made for one OAuth client and says what that program may do: nothing that a person is given. */
export const isOfClient = ({
  name = '',
  description = '',
}: {
  readonly name?: string;
  readonly description?: string;
}): boolean => {
  const client = CLIENT_ROLE.exec(name)?.[1];
  return client !== undefined && description === `Permissions of the client ${client}.`;
};
