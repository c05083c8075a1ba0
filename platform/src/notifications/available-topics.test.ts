import { AvailableTopicEntityListing, topics } from '@tandem/contract';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { availableTopics } from './available-topics.ts';

const all = [
  ...['description', 'enforced', 'schema', 'visibility', 'transports', 'topicParameters'],
  ...['publicApiTemplateUriPaths', 'requiresPermissions', 'permissionDetails'],
];

describe('the topics that can be subscribed to', () => {
  it('are all but those of the system, and tell only what is asked for', () => {
    const plain = availableTopics([]);
    expect(plain.map(({ id }) => id)).toEqual(
      topics.filter(({ system }) => !system).map(({ template }) => template),
    );
    for (const one of plain) for (const field of all) expect(one).not.toHaveProperty(field);
    const [some] = availableTopics(['transports', 'horoscope']);
    expect(some).toHaveProperty('transports');
    expect(some).not.toHaveProperty('schema');
    expect(some).not.toHaveProperty('horoscope');
  });

  it('tell everything when asked, in the form of the wire', () => {
    const entities = JSON.parse(JSON.stringify(availableTopics(all)));
    // The reference calls the schema a map of objects; what is in it is a JSON schema, as the vendor answers it.
    const others = entities.map((one: object) => ({ ...one, schema: {} }));
    expect([...Value.Errors(AvailableTopicEntityListing, { entities: others })]).toEqual([]);
    expect(entities.find(({ id }: { id: string }) => id === 'v2.users.{id}.conversations')).toEqual(
      {
        id: 'v2.users.{id}.conversations',
        description: expect.stringContaining('Conversations of a user'),
        enforced: true,
        schema: expect.objectContaining({ type: 'object' }),
        visibility: 'Public',
        transports: ['Websocket', 'EventBridge'],
        publicApiTemplateUriPaths: ['/api/v2/conversations/{id}'],
        requiresPermissions: ['conversation:communication:view'],
        requiresCurrentUser: false,
        requiresCurrentUserOrPermission: true,
        requiresDivisionPermissions: false,
        requiresAnyValidator: false,
        permissionDetails: [
          {
            type: 'requiresPermissions',
            permissions: ['conversation:communication:view'],
            allowsCurrentUser: true,
            enforced: true,
          },
        ],
        topicParameters: ['userId'],
      },
    );
  });
});
