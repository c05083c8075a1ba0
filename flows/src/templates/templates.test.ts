import { describe, expect, it } from 'vitest';
import { compiled, resume, start } from '../flows.fixture.ts';
import type { FlowState } from '../run.model.ts';
import { isError, validateFlow } from '../validation/index.ts';
import { flowTemplates } from './index.ts';

describe('templates', () => {
  it.each(flowTemplates.map((template) => [template.id, template] as const))(
    '%s is ready to be published',
    (_, { document }) => {
      expect(validateFlow(document).filter(isError)).toEqual([]);
    },
  );

  it.each(flowTemplates.map((template) => [template.id, template] as const))(
    '%s has no two actions upon each other, and begins on the left',
    (_, { document: { actions, start } }) => {
      const places = actions.map(({ id, position }) => ({ id, ...(position ?? { x: 0, y: 0 }) }));
      const overlapping = places.filter((one) =>
        places.some(
          (other) =>
            other.id !== one.id &&
            Math.abs(other.x - one.x) < 240 &&
            Math.abs(other.y - one.y) < 200,
        ),
      );
      expect(overlapping).toEqual([]);
      expect(places.filter(({ id, x }) => id !== start && x <= 0)).toEqual([]);
    },
  );

  it('Menu asks again when nobody can be reached, and the next choice counts', () => {
    const menu = flowTemplates.find(({ id }) => id === 'menu-bot');
    if (!menu) throw new Error('there is no menu');
    const flow = compiled(menu.document);
    const choose = (state: FlowState, text: string) =>
      resume(flow, state, { input: { kind: 'message', text } });
    const asked = start(flow);
    const handing = choose(asked.state, 'Talk to a person');
    const failed = resume(flow, handing.state, { input: { kind: 'result', outlet: 'failure' } });
    const said = JSON.stringify(failed.effects);
    expect(said).toContain('nobody can be reached');
    expect(said).toContain('Opening hours');
    const chosen = choose(failed.state, 'Opening hours');
    expect(JSON.stringify(chosen.effects)).toContain('Monday to Friday');
  });

  it('have ids of their own and say what they are', () => {
    expect(new Set(flowTemplates.map(({ id }) => id)).size).toBe(flowTemplates.length);
    const described = flowTemplates.flatMap(({ document }) => document.actions);
    expect(described.filter(({ description = '' }) => description === '')).toEqual([]);
  });
});
