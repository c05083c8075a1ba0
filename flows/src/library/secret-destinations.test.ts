import { describe, expect, it } from 'vitest';
import { action, flowOf } from '../flows.fixture.ts';
import { keepableSecrets } from './secret-destinations.rules.ts';

const environmentUrl = '{{ where }}';
const signIn = (id: string) => action(id, 'oauthAuthentication', { environmentUrl });
const sealed = { kind: 'insecure', sealed: 'sealed' };

const numbered = <Made>(length: number, make: (index: number) => Made): readonly Made[] =>
  Array.from({ length }, (_, index) => make(index));

describe('where secrets are sent', () => {
  it('is told in time that grows with the document, however many sign in by a template', () => {
    const flow = flowOf({
      actions: [
        ...numbered(300, (index) => signIn(`in${index}`)),
        ...numbered(300, (index) => action(`out${index}`, 'httpRequest', { secret: sealed })),
        action('long', 'log', { message: 'x'.repeat(100_000) }),
      ],
    });
    expect(keepableSecrets(flow, structuredClone(flow)).size).toBe(300);
    const [first, ...rest] = flow.actions;
    const other = { ...flow, actions: [{ ...signIn('in0'), settings: {} }, ...rest] };
    expect(first?.id).toBe('in0');
    expect(keepableSecrets(flow, other).size).toBe(0);
  });

  it('is not asked where nothing is sealed', () => {
    const flow = flowOf({ actions: [signIn('in'), action('out', 'httpRequest')] });
    expect(keepableSecrets(flow, flow).size).toBe(0);
  });
});
