import { describe, expect, it } from 'vitest';
import { byFamily, entriesOf, matchingEntries, resolved } from './openapi-rules.ts';

const document = {
  paths: {
    '/api/v2/queues': {
      get: { operationId: 'getQueues', tags: ['queues'], 'x-tandem-permission': 'queue:view' },
      post: { operationId: 'postQueues', tags: ['queues'], 'x-tandem-implemented': false },
    },
    '/api/v2/users': { get: { security: [], responses: { 200: {}, default: {} } } },
  },
  components: {
    schemas: {
      Queue: { properties: { next: { $ref: '#/components/schemas/Queue' } } },
    },
  },
};

describe('API reference', () => {
  const entries = entriesOf(document);

  it('lists operations by family', () => {
    expect(byFamily(entries).map(([family, { length }]) => [family, length])).toEqual([
      ['queues', 2],
      ['users', 1],
    ]);
    expect(entries.map(({ implemented }) => implemented)).toEqual([true, false, true]);
    expect(entries.map(({ isPublic }) => isPublic)).toEqual([false, false, true]);
    expect(entries[2]?.responses).toEqual([{ status: '200', schema: undefined }]);
  });

  it('finds by path, method and permission', () => {
    const all = { onlyImplemented: false };
    expect(matchingEntries(entries, { ...all, search: 'get queue:view' })).toHaveLength(1);
    expect(matchingEntries(entries, { ...all, search: 'delete' })).toHaveLength(0);
    expect(matchingEntries(entries, { search: '', onlyImplemented: true })).toHaveLength(2);
  });

  it('resolves references, circles only so deep', () => {
    const text = JSON.stringify(resolved(document, { $ref: '#/components/schemas/Queue' }));
    expect(text).toContain('"next":"Queue"');
    expect(resolved(document, { $ref: '#/components/schemas/Gone' })).toBe('Gone');
  });
});
