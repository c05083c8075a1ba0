import { describe, expect, it } from 'vitest';
import { isError, validateFlow } from '../validation/index.ts';
import { flowTemplates } from './index.ts';

describe('templates', () => {
  it.each(flowTemplates.map((template) => [template.id, template] as const))(
    '%s is ready to be published',
    (_, { document }) => {
      expect(validateFlow(document).filter(isError)).toEqual([]);
    },
  );

  it('have ids of their own and say what they are', () => {
    expect(new Set(flowTemplates.map(({ id }) => id)).size).toBe(flowTemplates.length);
    const described = flowTemplates.flatMap(({ document }) => document.actions);
    expect(described.filter(({ description = '' }) => description === '')).toEqual([]);
  });
});
