import {
  type ClientAuthentication,
  type ConnectionRequest,
  type SecretSourceRequest,
  usualClientAuthentication,
} from '@tandem/contract';
import { toSigningKey } from './client-authentication.ts';
import { askedSecret, hasSecret } from './client-secret.ts';
import { connectionErrors } from './connections.errors.ts';
import type { ConnectionRecord, ConnectionSetup, Endpoints } from './connections.model.ts';

const scopeForm = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** What the protocol itself says; a further parameter of that name would contradict it. */
const reserved = new Set([
  'client_assertion',
  'client_assertion_type',
  'client_id',
  'client_secret',
  'code',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'grant_type',
  'redirect_uri',
  'refresh_token',
  'response_type',
  'scope',
  'state',
]);

const problem = (text: string) => connectionErrors.invalid({ problem: text });

const checkParameters = (parameters: Readonly<Record<string, string>> = {}) => {
  const name = Object.keys(parameters).find((key) => reserved.has(key.toLowerCase()));
  if (name) throw problem(`The parameter ${name} is set by the connection itself.`);
};

const authenticationOf = (
  { clientAuthentication, provider, grant, clientSecret }: ConnectionRequest,
  before: ConnectionRecord | null,
): ClientAuthentication => {
  if (clientAuthentication) return clientAuthentication;
  const isGiven = clientSecret !== undefined || (before !== null && hasSecret(before));
  return grant === 'authorizationCodePkce' && !isGiven
    ? 'none'
    : usualClientAuthentication[provider];
};

/**
 * Checks a request as a whole; addresses and the name are checked elsewhere.
 * @throws connectionErrors.invalid
 */
export const toSetup = (
  request: ConnectionRequest,
  endpoints: Endpoints,
  before: ConnectionRecord | null,
): ConnectionSetup => {
  const { grant, scopes = [], sharing } = request;
  const clientAuthentication = authenticationOf(request, before);
  if (grant !== 'clientCredentials' && !endpoints.authorizationUrl)
    throw problem('An authorization URL is needed: people sign in there.');
  if (grant === 'clientCredentials' && sharing === 'perUser')
    throw problem(
      'Client credentials give one token for everybody: the connection must be shared.',
    );
  if (clientAuthentication === 'none' && grant !== 'authorizationCodePkce')
    throw problem('Only an authorization code with PKCE does without a client secret.');
  const badScope = scopes.find((scope) => !scopeForm.test(scope));
  if (badScope !== undefined) throw problem(`"${badScope}" is not a scope.`);
  checkParameters(request.authorizationParameters);
  checkParameters(request.tokenParameters);
  return {
    provider: request.provider,
    host: request.provider === 'genesys' ? (request.host ?? null) : null,
    issuer: request.provider === 'custom' ? (request.issuer ?? null) : null,
    endpoints,
    clientAuthentication,
    clientId: request.clientId.trim(),
    keyId: request.keyId ?? null,
    scopes: [...new Set(scopes)],
    audience: request.audience || null,
    authorizationParameters: request.authorizationParameters ?? {},
    tokenParameters: request.tokenParameters ?? {},
  };
};

/**
 * The secret that a connection is to have: a new one, null for none, or undefined for the one it has.
 * @throws connectionErrors.invalid when one is missing or is no private key
 */
export const secretFor = (
  request: ConnectionRequest,
  { clientAuthentication }: ConnectionSetup,
  before: ConnectionRecord | null,
): SecretSourceRequest | null | undefined => {
  if (clientAuthentication === 'none') return null;
  const wasKey = before?.setup.clientAuthentication === 'privateKey';
  const isKey = clientAuthentication === 'privateKey';
  const asked = askedSecret(request);
  if (asked === undefined) {
    if (before && hasSecret(before) && wasKey === isKey) return undefined;
    throw problem(isKey ? 'A private key is needed.' : 'A client secret is needed.');
  }
  // What stands elsewhere is checked where it is used: it may change there.
  if (isKey && asked.kind === 'insecure' && asked.value !== undefined) toSigningKey(asked.value);
  return asked;
};

/** Whether tokens of before belong to another client, another server or another permission. */
export const isOtherGrant = (before: ConnectionRecord, after: ConnectionRecord): boolean => {
  const parts = ({ grant, sharing, setup }: ConnectionRecord) =>
    JSON.stringify([
      ...[grant === 'clientCredentials', sharing, setup.clientId, setup.endpoints.tokenUrl],
      ...[[...setup.scopes].sort(), setup.audience],
    ]);
  return parts(before) !== parts(after);
};
