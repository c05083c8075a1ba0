import { type Handler, handle, loginOperations } from '@tandem/contract';
import { grantAuthorizationCode } from './authorization-code.ts';
import {
  type AskingClient,
  authenticateClient,
  type Form,
  readCredentials,
  toForm,
} from './client-authentication.ts';
import { grantClientCredentials } from './client-credentials.ts';
import type { GrantDeps } from './grants.types.ts';
import { OAuthRefusal, refusalReply, type TokenPair, tokenReply } from './oauth.replies.ts';
import { grantRefreshToken } from './refresh-token.ts';

type Grant = (deps: GrantDeps, client: AskingClient, form: Form) => Promise<TokenPair>;

const grants: Readonly<Record<string, Grant>> = {
  client_credentials: grantClientCredentials,
  authorization_code: grantAuthorizationCode,
  refresh_token: grantRefreshToken,
};

/** The token endpoint. */
export const tokenHandlers = (deps: GrantDeps): readonly Handler[] => [
  handle(loginOperations.postOauthToken, async ({ headers, body, address }) => {
    const form = toForm(body);
    try {
      const client = await authenticateClient({
        ...deps,
        credentials: readCredentials(headers, form),
        address,
      });
      const name = form['grant_type'];
      if (!name) throw new OAuthRefusal('invalid_request', 'grant_type is missing');
      const grant = Object.hasOwn(grants, name) ? grants[name] : undefined;
      if (!grant)
        throw new OAuthRefusal(
          'unsupported_grant_type',
          'grant_type must be client_credentials, authorization_code or refresh_token',
        );
      return tokenReply(await grant(deps, client, form));
    } catch (error) {
      if (error instanceof OAuthRefusal) return refusalReply(error);
      throw error;
    }
  }),
];
