import {
  type Handler,
  handle,
  type OrganisationVariable,
  variableOperations as operations,
} from '@tandem/contract';
import { pageOf, toListing } from '../listing.ts';
import type { VariableValues } from './variable-values.ts';
import type { VariableRecord } from './variables.model.ts';
import { listVariables } from './variables.store.ts';
import {
  changeVariable,
  createVariable,
  removeVariable,
  requireVariable,
  type VariableDeps,
} from './variables.usecases.ts';

const toWire = ({ id, name, type, value, description, secret }: VariableRecord) =>
  ({
    ...{ id, name, type, description },
    value: secret ? null : value,
    secure: secret !== null,
    source: 'organisation',
  }) satisfies OrganisationVariable;

const ofEnvironment = (name: string): OrganisationVariable => ({
  ...{ id: null, name, type: 'String', value: null, description: '' },
  secure: true,
  source: 'environment',
});

type Deps = VariableDeps & {
  readonly environment: ReadonlyMap<string, string>;
  readonly values: VariableValues;
};

/** Variables of the organisation, and the names of those that the environment brings. */
export const variableHandlers = (deps: Deps): Handler[] => [
  handle(operations.getVariables, async ({ principal, query }) => {
    const { limit, offset } = pageOf(query);
    const own = (await listVariables(deps.db, principal.org)).map(toWire);
    const names = new Set(own.map(({ name }) => name.toLowerCase()));
    const outer = [...deps.environment.keys()].filter((name) => !names.has(name.toLowerCase()));
    const all = [...own, ...outer.sort().map(ofEnvironment)];
    const page = { entities: all.slice(offset, offset + limit), total: all.length };
    return { status: 200, body: toListing(operations.getVariables.path, query, page) };
  }),
  handle(operations.getVariable, async ({ params, ...acting }) => ({
    status: 200,
    body: toWire(await requireVariable(deps, acting, params.variableId)),
  })),
  handle(operations.postVariables, async ({ body, ...acting }) => {
    const made = await createVariable(deps, acting, body);
    deps.values.forget(made.org);
    return { status: 201, body: toWire(made) };
  }),
  handle(operations.putVariable, async ({ params, body, ...acting }) => {
    const changed = await changeVariable(deps, acting, { id: params.variableId, request: body });
    deps.values.forget(changed.org);
    return { status: 200, body: toWire(changed) };
  }),
  handle(operations.deleteVariable, async ({ params, ...acting }) => {
    await removeVariable(deps, acting, params.variableId);
    deps.values.forget(acting.principal.org);
    return { status: 204 };
  }),
];
