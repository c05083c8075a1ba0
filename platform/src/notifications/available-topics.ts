import {
  type AvailableTopic,
  type Topic,
  type TopicTemplate,
  topicSchemas,
  topics,
} from '@tandem/contract';

const permissionsOf = ({ permission }: Topic): string[] => [
  ...(permission?.all ?? []),
  ...(permission?.any ?? []),
];

const detailsOf = (topic: Topic): NonNullable<AvailableTopic['permissionDetails']> =>
  topic.permission
    ? [
        {
          type: topic.permission.all ? 'requiresPermissions' : 'requiresAnyDivisionPermissions',
          permissions: permissionsOf(topic),
          allowsCurrentUser: topic.allowsCurrentUser,
          enforced: true,
        },
      ]
    : [];

/** Operations that answer what the events of a topic tell; by the beginning of the topic's name. */
const paths: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^v2\.users\.\{id\}\.presence$/, ['/api/v2/users/{id}/presences/purecloud']],
  [/^v2\.users\.\{id\}\.routingStatus$/, ['/api/v2/users/{id}/routingstatus']],
  [/^v2\.routing\.queues\.\{id\}\.users$/, ['/api/v2/routing/queues/{id}/members']],
  [/\.conversations\.messages$/, ['/api/v2/conversations/messages/{id}']],
  [/\.conversations$/, ['/api/v2/conversations/{id}']],
  [/^v2\.flows\./, ['/api/v2/flows/{id}']],
  [/^v2\.audits\./, ['/api/v2/audits/query']],
];

const expandable: {
  readonly [Field in keyof AvailableTopic]?: (topic: Topic) => AvailableTopic[Field];
} = {
  description: ({ description, cause, emitted }) =>
    emitted ? description : `${description} ${cause}`,
  enforced: () => true,
  schema: ({ template }) =>
    topicSchemas[template as TopicTemplate] as unknown as NonNullable<AvailableTopic['schema']>,
  visibility: () => 'Public',
  transports: ({ transports }) => [...transports],
  publicApiTemplateUriPaths: ({ template }) => [
    ...(paths.find(([name]) => name.test(template))?.[1] ?? []),
  ],
  requiresPermissions: permissionsOf,
  permissionDetails: detailsOf,
  topicParameters: ({ parameters }) => [...parameters],
};

/**
 * The topics that can be subscribed to. What `expand` does not name is left out, names it does not know are passed
 * over. Every topic is public: there is none in preview.
 */
export const availableTopics = (expand: readonly string[]): AvailableTopic[] => {
  const wanted = Object.entries(expandable).filter(([field]) => expand.includes(field));
  return topics
    .filter(({ system }) => !system)
    .map((topic) => ({
      id: topic.template,
      requiresCurrentUser: false,
      requiresCurrentUserOrPermission: topic.allowsCurrentUser && topic.permission !== null,
      requiresDivisionPermissions: false,
      requiresAnyValidator: false,
      ...Object.fromEntries(wanted.map(([field, value]) => [field, value(topic)])),
    }));
};
