import { describe, expect, it } from 'vitest';
import { type DocumentFormat, documentPrices, documentSizes } from '../documents/index.ts';
import { action, compiled, flowOf, note, path, resume, start } from '../flows.fixture.ts';
import { LanguageError } from '../language-error.ts';
import { WorkPool } from '../work-pool.ts';
import { read } from './extract.ts';

/** Counts what is paid, and never runs out. */
class CountingPool extends WorkPool {
  paid = 0;

  override take(units: number): void {
    this.paid += units;
  }
}

const readQuietly = (pool: WorkPool, format: DocumentFormat, text: string): void => {
  try {
    read({ pool }, format, text);
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
  }
};

describe('reading a document', () => {
  it.each([
    ['JSON', '[1, 2]'],
    ['XML', '<a b="1"/>'],
    ['TOML', 'a = [1]'],
    ['YAML', '- [1]'],
    ['YAML', '} cannot be read'],
  ] as const)('in %s is paid for by its length', (format, text) => {
    const pool = new CountingPool();
    readQuietly(pool, format, text.padEnd(1_000));
    expect(pool.paid).toBe(1_000 * documentPrices[format]);
  });

  it.each(['JSON', 'XML', 'TOML', 'YAML'] as const)(
    'in %s tells the limit where the text is too long, whatever is left to pay with',
    (format) => {
      const most = documentSizes[format];
      expect(() => read({ pool: new WorkPool() }, format, ' '.repeat(most + 1))).toThrow(
        `larger than ${most} characters`,
      );
    },
  );

  it('of a response and in Parse ends with what the step has left to pay with', () => {
    const parses = Array.from({ length: 40 }, (_, n) => `p${n}`);
    const parse = [{ variable: 'y', path: '$[0]' }];
    const flow = compiled(
      flowOf({
        variables: [path, { name: 'y' }],
        actions: [
          action('r', 'httpRequest', {
            ...{ useAuthenticatedEndpoint: false, requestUrl: 'https://example.com/' },
            ...{ parseContentType: 'YAML', parse },
          }),
          ...parses.map((id) =>
            action(id, 'parse', { input: '{{ r.httpResponseBody }}', contentType: 'YAML', parse }),
          ),
          note('over', '{{ error.action }} {{ error.code }}'),
        ],
        edges:
          `r.next>p0 ${parses.map((id, n) => `${id}.next>p${n + 1} ${id}.error>over`).join(' ')}`.replace(
            'p39.next>p40',
            '',
          ),
      }),
    );
    const text = `[${'a: b,'.repeat(documentSizes.YAML)}`.slice(0, documentSizes.YAML - 1);
    const response = { status: 200, headers: {}, body: `${text}]` };
    const waiting = start(flow).state;
    const { state } = resume(flow, waiting, { input: { kind: 'httpResponse', response } });
    // The response and four more are a little less than all there is.
    expect(state.variables['path']).toBe('p4 work.budget');
  });
});
