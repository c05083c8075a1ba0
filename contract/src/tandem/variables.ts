import { type Static, Type } from 'typebox';
import { listing, PageQuery } from '../genesys/paging.ts';
import type { Operations } from '../operation.ts';
import { variableName } from './secret-source.ts';

/** Permissions of organisation variables; they have no counterpart at the vendor. */
export const variablePermissions = [
  'vault:variable:view',
  'vault:variable:add',
  'vault:variable:edit',
  'vault:variable:delete',
] as const;
type VariablePermission = (typeof variablePermissions)[number];

/** Types of variables that every flow and secret field of an organisation can read. */
export const organisationVariableTypes = [
  'String',
  'Integer',
  'Decimal',
  'Boolean',
  'DateTime',
] as const;
export type OrganisationVariableType = (typeof organisationVariableTypes)[number];

/** Longest value, in characters. */
export const maxVariableLength = 20_000;

const text = Type.String();
const value = Type.Union([
  Type.String({ maxLength: maxVariableLength }),
  Type.Number(),
  Type.Boolean(),
]);

export const OrganisationVariableRequest = Type.Object({
  name: Type.String({ pattern: variableName }),
  type: Type.Enum([...organisationVariableTypes]),
  /** Left out, a secure value stays as it is. */
  value: Type.Optional(value),
  description: Type.Optional(Type.String({ maxLength: 1000 })),
  /** Sealed, never answered again, and readable by secret fields only. */
  secure: Type.Optional(Type.Boolean()),
});
export type OrganisationVariableRequest = Static<typeof OrganisationVariableRequest>;

export const OrganisationVariable = Type.Object({
  /** Null for a variable of the environment. */
  id: Type.Union([text, Type.Null()]),
  name: text,
  type: Type.Enum([...organisationVariableTypes]),
  /** Null for a secure one. */
  value: Type.Union([value, Type.Null()]),
  description: text,
  secure: Type.Boolean(),
  /** A variable of the environment is set where the server is started, for every organisation. */
  source: Type.Enum(['organisation', 'environment']),
});
export type OrganisationVariable = Static<typeof OrganisationVariable>;

const may = (...any: VariablePermission[]) => ({ any });
const one = Type.Object({ variableId: text });
const base = '/tandem/variables';

export const variableOperations = {
  getVariables: {
    method: 'GET',
    path: base,
    permission: may('vault:variable:view'),
    query: PageQuery,
    reply: { 200: listing<OrganisationVariable>(OrganisationVariable) },
  },
  postVariables: {
    method: 'POST',
    path: base,
    permission: may('vault:variable:add'),
    body: OrganisationVariableRequest,
    reply: { 201: OrganisationVariable },
  },
  getVariable: {
    method: 'GET',
    path: `${base}/{variableId}`,
    permission: may('vault:variable:view'),
    params: one,
    reply: { 200: OrganisationVariable },
  },
  putVariable: {
    method: 'PUT',
    path: `${base}/{variableId}`,
    permission: may('vault:variable:edit'),
    params: one,
    body: OrganisationVariableRequest,
    reply: { 200: OrganisationVariable },
  },
  deleteVariable: {
    method: 'DELETE',
    path: `${base}/{variableId}`,
    permission: may('vault:variable:delete'),
    params: one,
    reply: { 204: null },
  },
} as const satisfies Operations;
