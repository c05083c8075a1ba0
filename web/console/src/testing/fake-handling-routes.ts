import type { FakeRoutes } from './fake-http.ts';

// The gateway is another package, which no import of this one may climb into at compile time.
const FIELDS = new URL('../../../../gateway/src/handling/handling.fields.ts', import.meta.url).href;
const { endpointFields } = (await import(FIELDS)) as { readonly endpointFields: readonly object[] };

/** Null: always open. */
type Hours = { readonly blocks: readonly object[] } | null;

/** How conversations with agents go at the endpoints, with the options that the server has. */
export const handlingRoutes = (path: string): FakeRoutes => {
  const kept = new Map<string, { options: unknown; hours: Hours }>();
  const answer = (id: string) => {
    const { options, hours } = kept.get(id) ?? { options: {}, hours: null };
    const open = hours === null || hours.blocks.length > 0;
    return {
      status: 200,
      body: { options, hours, fields: endpointFields, open, nextChange: null },
    };
  };
  return {
    [`GET ${path}/{endpointId}/handling`]: ({ params }) => answer(params['endpointId'] ?? ''),
    [`PUT ${path}/{endpointId}/handling`]: ({ params, body }) => {
      const id = params['endpointId'] ?? '';
      const { options, hours = kept.get(id)?.hours ?? null } = body as {
        options: unknown;
        hours?: Hours;
      };
      kept.set(id, { options, hours });
      return answer(id);
    },
  };
};
