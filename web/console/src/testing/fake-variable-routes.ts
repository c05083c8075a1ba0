import { randomUUID } from 'node:crypto';
import { type FakeRoutes, failure, listing } from './fake-http.ts';

type Variable = {
  id: string | null;
  name: string;
  type: string;
  value: unknown;
  description: string;
  secure: boolean;
  source: 'organisation' | 'environment';
};

const own = (more: Partial<Variable>): Variable => ({
  ...{ id: randomUUID(), name: '', type: 'String', value: '', description: '', secure: false },
  source: 'organisation',
  ...more,
});

const first = (): Variable[] => [
  own({
    name: 'base_url',
    value: 'https://crm.example/api/v2/customers/by-number-and-country',
    description: 'Where the flows look customers up',
  }),
  own({ name: 'crm_key', value: null, secure: true }),
  own({ name: 'is_open', type: 'Boolean', value: true }),
  own({ name: 'limit', type: 'Integer', value: 25 }),
  own({ ...{ id: null, name: 'CRM_TOKEN', value: null }, secure: true, source: 'environment' }),
];

/** Variables of every kind, one of them of the environment. */
export function variableRoutes(): FakeRoutes {
  const variables = first();
  const one = '/tandem/variables/{variableId}';
  const stored = (body: Record<string, unknown>, id: string): Variable =>
    own({ ...body, id, ...(body['secure'] === true ? { value: null } : {}) });
  const at = (id: string | undefined) => variables.findIndex((each) => each.id === id);
  return {
    'GET /tandem/variables': ({ query }) => listing(variables, query),
    'POST /tandem/variables': ({ body }) => {
      if (variables.some(({ name }) => name === body['name']))
        return failure(409, 'vault.variable.name.taken', 'A variable of that name exists already.');
      const made = stored(body, randomUUID());
      variables.push(made);
      return { status: 201, body: made };
    },
    [`PUT ${one}`]: ({ params, body }) => {
      const id = params['variableId'] ?? '';
      const changed = stored(body, id);
      variables[at(id)] = changed;
      return { status: 200, body: changed };
    },
    [`DELETE ${one}`]: ({ params }) => {
      variables.splice(at(params['variableId']), 1);
      return { status: 204 };
    },
  };
}
