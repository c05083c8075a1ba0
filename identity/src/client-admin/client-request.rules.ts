import type { RoleInDivision } from '../access/index.ts';
import type { ClientRecord, ClientState, GrantType } from '../clients/index.ts';
import { identityErrors } from '../identity.errors.ts';
import { redirectUriProblem } from '../oauth/index.ts';
import { clientErrors } from './clients.errors.ts';

export type ClientRequest = {
  readonly name: string;
  readonly authorizedGrantType: GrantType;
  readonly accessTokenValiditySeconds?: number;
  readonly description?: string;
  readonly registeredRedirectUri?: readonly string[];
  readonly scope?: readonly string[];
  readonly state?: ClientState;
  readonly dateToDelete?: string;
  readonly roleIds?: readonly string[];
  readonly roleDivisions?: readonly RoleInDivision[];
};

const defaultSeconds = 86_400;
const minSeconds = 300;
const maxSeconds = 172_800;

const problemOf = (request: ClientRequest): string | null => {
  const { name, authorizedGrantType: grantType, accessTokenValiditySeconds: seconds } = request;
  const uris = request.registeredRedirectUri ?? [];
  if (request.dateToDelete && Number.isNaN(Date.parse(request.dateToDelete)))
    return 'dateToDelete must be a date.';
  if (!name.trim()) return 'name must not be empty.';
  if (seconds !== undefined && (seconds < minSeconds || seconds > maxSeconds))
    return `accessTokenValiditySeconds must be from ${minSeconds} to ${maxSeconds}.`;
  if (grantType === 'CODE' && uris.length === 0)
    return 'registeredRedirectUri is required for the grant type CODE.';
  if (grantType !== 'CLIENT-CREDENTIALS' && request.roleDivisions?.length)
    return 'roleDivisions are only for the grant type CLIENT-CREDENTIALS: people bring their own roles.';
  return uris.map(redirectUriProblem).find((problem) => problem !== null) ?? null;
};

const offered: readonly GrantType[] = ['CODE', 'CLIENT-CREDENTIALS'];

/** What a request sets of a client. @throws identityErrors.invalid, clientErrors.grantTypeRefused */
export const fieldsOf = (request: ClientRequest) => {
  const grantType = request.authorizedGrantType;
  if (!offered.includes(grantType)) throw clientErrors.grantTypeRefused({ grantType });
  const problem = problemOf(request);
  if (problem) throw identityErrors.invalid({ problem });
  return {
    name: request.name.trim(),
    description: request.description ?? null,
    grantType,
    redirectUris: request.registeredRedirectUri ?? [],
    scopes: grantType === 'CODE' ? (request.scope ?? []) : [],
    tokenSeconds: request.accessTokenValiditySeconds ?? defaultSeconds,
    state: request.state ?? 'active',
    dateToDelete: request.dateToDelete ? new Date(request.dateToDelete) : null,
  } satisfies Partial<ClientRecord>;
};

/** Grants that a request asks for; the old `roleIds` mean the home division. */
export const grantsOf = (
  { roleDivisions, roleIds }: ClientRequest,
  homeDivision: string,
): RoleInDivision[] =>
  roleDivisions
    ? roleDivisions.map(({ roleId, divisionId }) => ({ roleId, divisionId }))
    : (roleIds ?? []).map((roleId) => ({ roleId, divisionId: homeDivision }));
