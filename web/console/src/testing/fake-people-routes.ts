import type { FakeState, Row } from './fake-data.ts';
import type { FakeRoutes } from './fake-http.ts';
import { collection } from './fake-message-routes.ts';

const named = (kind: string, names: readonly string[]): Row[] =>
  names.map((name) => ({ id: `${kind}-${name}`, name, state: 'active' }));

/** Wrap-up codes, skills, languages. */
export function attributeRoutes(state: FakeState): FakeRoutes {
  return {
    ...collection(state.codes, '/api/v2/routing/wrapupcodes', 'codeId', 'PUT'),
    ...collection(
      named('skill', ['Billing', 'Returns', 'Technical']),
      '/api/v2/routing/skills',
      'skillId',
    ),
    ...collection(
      named('language', ['English', 'German', 'Turkish']),
      '/api/v2/routing/languages',
      'languageId',
    ),
  };
}
