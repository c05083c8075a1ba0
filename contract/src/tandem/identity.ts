import { Type } from 'typebox';
import { OAuthAuthorization } from '../genesys/generated/index.ts';
import type { Operations } from '../operation.ts';

/** Operations of identity that the reference does not have. The password paths are spelled as at the vendor. */
export const identityOperations = {
  putTandemOauthAuthorization: {
    method: 'PUT',
    path: '/tandem/oauth/authorizations/{clientId}',
    permission: { all: ['oauth:client:authorize'] },
    params: Type.Object({ clientId: Type.String() }),
    body: Type.Object({
      state: Type.Enum(['Authorized', 'Revoked']),
      roleDivisions: Type.Optional(
        Type.Array(Type.Object({ roleId: Type.String(), divisionId: Type.String() })),
      ),
    }),
    reply: { 200: OAuthAuthorization },
  },
  postUserPassword: {
    method: 'POST',
    path: '/api/v2/users/{userId}/password',
    permission: { all: ['directory:user:setPassword'] },
    params: Type.Object({ userId: Type.String() }),
    body: Type.Object({ newPassword: Type.String() }),
    reply: { 204: null },
  },
  postUsersMePassword: {
    method: 'POST',
    path: '/api/v2/users/me/password',
    body: Type.Object({ oldPassword: Type.String(), newPassword: Type.String() }),
    reply: { 204: null },
  },
} as const satisfies Operations;
