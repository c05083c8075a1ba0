import type { Call } from '@tandem/contract';
import type { Clock, Database } from '@tandem/kit';
import { clientCounters, takeAttempt } from '../attempts/index.ts';
import {
  type BundledClient,
  type ClientRecord,
  findBundledClient,
  findClientAnywhere,
  isSecret,
} from '../clients/index.ts';
import { OAuthRefusal } from './oauth.replies.ts';

export type Form = Readonly<Record<string, string>>;

/** Fields of a form (or of a JSON object) that are text; what no database can hold counts as absent. */
export const toForm = (body: unknown): Form =>
  Object.fromEntries(
    Object.entries((body ?? {}) as Record<string, unknown>).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === 'string' && entry[1] !== '' && !entry[1].includes('\u0000'),
    ),
  );

type Credentials = { readonly id: string | undefined; readonly secret: string | undefined };

const decode = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const fromBasic = (authorization: string | undefined): Credentials | null => {
  const encoded = /^basic +(?<encoded>\S+)$/i.exec(authorization ?? '')?.groups?.['encoded'];
  if (!encoded) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return { id: decode(text), secret: undefined };
  return { id: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) };
};

/** From the header or, as some clients do, from the form. */
export const readCredentials = (headers: Call['headers'], form: Form): Credentials => {
  const { authorization } = headers;
  const basic = fromBasic(Array.isArray(authorization) ? authorization[0] : authorization);
  if (basic && form['client_id'] && form['client_id'] !== basic.id)
    throw new OAuthRefusal('invalid_request', 'two different clients are named');
  return basic ?? { id: form['client_id'], secret: form['client_secret'] };
};

/** Who asks at the token endpoint. `proven`: it showed its secret. */
export type AskingClient =
  | { readonly kind: 'registered'; readonly record: ClientRecord; readonly proven: boolean }
  | { readonly kind: 'bundled'; readonly bundled: BundledClient };

const unknownClient = () => new OAuthRefusal('invalid_client', 'client not found');
const wrongSecret = () =>
  new OAuthRefusal('invalid_client', 'authentication failed', { status: 401 });

const mayAct = ({ state, dateToDelete, authorizationState }: ClientRecord, now: Date) =>
  state === 'active' &&
  authorizationState !== 'Revoked' &&
  (dateToDelete === null || dateToDelete > now);

/** @throws OAuthRefusal 429 while guesses from there are refused. */
const refuseWhileBlocked = (until: Date | null, now: Date): void => {
  if (!until) return;
  const seconds = Math.ceil((until.getTime() - now.getTime()) / 1_000);
  const text = `too many failed attempts, try again in ${seconds} seconds`;
  throw new OAuthRefusal('invalid_client', text, { status: 429, retryAfter: seconds });
};

/**
 * Finds the client and checks its secret if one was given; whether one is needed is up to the grant.
 * Wrong secrets are counted by client and network, and by network (`attempts/`); a right one always passes.
 * @throws OAuthRefusal 400 for an unknown client, 401 for a wrong secret, 429 after too many of those.
 */
export const authenticateClient = async (input: {
  readonly db: Database;
  readonly clock: Clock;
  readonly credentials: Credentials;
  /** Network address of the client. */
  readonly address: string;
}): Promise<AskingClient> => {
  const { db, clock, credentials, address } = input;
  const { id, secret } = credentials;
  if (!id) throw unknownClient();
  const bundled = findBundledClient(id);
  if (bundled) return { kind: 'bundled', bundled };
  const now = clock.now();
  const record = await findClientAnywhere(db, id);
  const isRight = record !== null && secret !== undefined && isSecret(secret, record.secretHash);
  // The secret first: nobody can guess one, and what neighbours do must not stop who has the right one.
  if (secret !== undefined && !isRight) {
    const counters = clientCounters({ clientId: id.toLowerCase(), address });
    refuseWhileBlocked(await takeAttempt(db, counters, now), now);
  }
  if (!record) throw unknownClient();
  if (secret !== undefined && !isRight) throw wrongSecret();
  const proven = secret !== undefined;
  if (proven && !mayAct(record, now))
    throw new OAuthRefusal('unauthorized_client', 'the client is not active');
  return { kind: 'registered', record, proven };
};

/** The record of a client that showed its secret and may act. @throws OAuthRefusal */
export const requireProven = (client: AskingClient): ClientRecord => {
  if (client.kind === 'bundled')
    throw new OAuthRefusal('unauthorized_client', 'the client may not use this grant');
  if (!client.proven) throw wrongSecret();
  return client.record;
};

/** Whether a client without proof may still act; with proof it was checked already. */
export const isActive = (client: AskingClient, now: Date): boolean =>
  client.kind === 'bundled' || mayAct(client.record, now);
