import type { Clock, Database } from '@tandem/kit';
import { type ClientRecord, findBundledClient, findClientAnywhere } from '../clients/index.ts';
import { findOrganisationByText } from '../organisations/index.ts';
import type { Form } from './client-authentication.ts';
import { isChallenge } from './pkce.rules.ts';
import { isRedirectAllowed, redirectUrisOf } from './redirect.rules.ts';

/** A request of the authorization endpoint that may go on to the sign-in. */
export type AuthorizeRequest = {
  readonly client: string;
  readonly clientName: string;
  /** Organisation that people sign in to; null when the e-mail decides. */
  readonly org: string | null;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly codeChallenge: string | null;
  readonly loginHint: string | undefined;
  readonly forceSignIn: boolean;
};

/** What a person must be told, since it is not safe or not useful to send them back to the application. */
export type PageProblem =
  | { readonly kind: 'unknownClient'; readonly given: string }
  | { readonly kind: 'inactiveClient' | 'wrongGrant' | 'implicit'; readonly name: string }
  | { readonly kind: 'redirectMissing'; readonly registered: readonly string[] }
  | {
      readonly kind: 'redirectDiffers';
      readonly given: string;
      readonly registered: readonly string[];
    };

export type Resolved =
  | { readonly request: AuthorizeRequest }
  | { readonly page: PageProblem }
  | {
      readonly redirectUri: string;
      readonly state: string | undefined;
      readonly error: string;
      readonly description: string;
    };

type Known = {
  readonly id: string;
  readonly name: string;
  readonly org: string | null;
  readonly redirectUris: readonly string[];
  readonly mustProve: boolean;
  readonly partNames?: Readonly<Record<string, string>>;
};

type Input = {
  readonly db: Database;
  readonly clock: Clock;
  readonly query: Form;
  readonly origin: string;
};

const isActive = ({ state, dateToDelete, authorizationState }: ClientRecord, now: Date) =>
  state === 'active' &&
  authorizationState !== 'Revoked' &&
  (dateToDelete === null || dateToDelete > now);

const findKnown = async (input: Input): Promise<Known | PageProblem> => {
  const given = input.query['client_id'] ?? '';
  const bundled = findBundledClient(given);
  if (bundled) {
    const redirectUris = redirectUrisOf(bundled, input.origin);
    const { id, name, partNames } = bundled;
    return { id, name, partNames, org: null, redirectUris, mustProve: true };
  }
  const record = await findClientAnywhere(input.db, given);
  if (!record) return { kind: 'unknownClient', given };
  const { id, name, org, redirectUris } = record;
  if (!isActive(record, input.clock.now())) return { kind: 'inactiveClient', name };
  if (record.grantType !== 'CODE') return { kind: 'wrongGrant', name };
  return { id, name, org, redirectUris, mustProve: false };
};

const redirectProblem = (given: string | undefined, registered: readonly string[]) => {
  if (!given) return { kind: 'redirectMissing', registered } as const;
  if (!isRedirectAllowed(given, registered))
    return { kind: 'redirectDiffers', given, registered } as const;
  return null;
};

/** What is wrong with the request's own parameters: told to the application. */
const parameterProblem = (query: Form, { mustProve }: Known) => {
  if (query['response_type'] !== 'code')
    return { error: 'unsupported_response_type', description: 'response_type must be code' };
  const challenge = query['code_challenge'];
  if (challenge === undefined)
    return mustProve
      ? { error: 'invalid_request', description: 'code_challenge is missing' }
      : null;
  if (query['code_challenge_method'] !== 'S256')
    return { error: 'invalid_request', description: 'code_challenge_method must be S256' };
  if (!isChallenge(challenge))
    return { error: 'invalid_request', description: 'code_challenge must be 43 characters' };
  return null;
};

const findOrg = async ({ db, query }: Input, known: Known): Promise<string | null> => {
  if (known.org !== null) return known.org;
  if (!query['org']) return null;
  return (await findOrganisationByText(db, query['org']))?.id ?? null;
};

/** Checks a request of the authorization endpoint against its client. */
export const resolveAuthorizeRequest = async (input: Input): Promise<Resolved> => {
  const { query } = input;
  const known = await findKnown(input);
  if ('kind' in known) return { page: known };
  const redirectUri = query['redirect_uri'] ?? '';
  const problem = redirectProblem(redirectUri, known.redirectUris);
  if (problem) return { page: problem };
  if (query['response_type'] === 'token') return { page: { kind: 'implicit', name: known.name } };
  const state = query['state'];
  const wrong = parameterProblem(query, known);
  if (wrong) return { redirectUri, state, ...wrong };
  return {
    request: {
      client: known.id,
      clientName: known.partNames?.[new URL(redirectUri).pathname] ?? known.name,
      org: await findOrg(input, known),
      redirectUri,
      state,
      codeChallenge: query['code_challenge'] ?? null,
      loginHint: query['login_hint'],
      forceSignIn: query['prompt'] === 'login',
    },
  };
};
