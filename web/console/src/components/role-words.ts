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
