import type { FakeRoutes } from './fake-http.ts';

// The gateway is another package, which no import of this one may climb into at compile time.
const FIELDS = new URL('../../../../gateway/src/handling/handling.fields.ts', import.meta.url).href;
const { endpointFields } = (await import(FIELDS)) as { readonly endpointFields: readonly object[] };

/** How conversations with agents go at the endpoints, with the options that the server has. */
export const handlingRoutes = (path: string): FakeRoutes => {
  const kept = new Map<string, { options: unknown; hours: unknown }>();
  const answer = (id: string) => {
    const { options, hours } = kept.get(id) ?? { options: {}, hours: null };
    return {
      status: 200,
      body: { options, hours, fields: endpointFields, open: true, nextChange: null },
    };
  };
  return {
    [`GET ${path}/{endpointId}/handling`]: ({ params }) => answer(params['endpointId'] ?? ''),
    [`PUT ${path}/{endpointId}/handling`]: ({ params, body }) => {
      const id = params['endpointId'] ?? '';
      const { options, hours = kept.get(id)?.hours ?? null } = body as {
        options: unknown;
        hours?: unknown;
      };
      kept.set(id, { options, hours });
      return answer(id);
    },
  };
};
