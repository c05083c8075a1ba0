import type { Clock, HttpResponse } from '@tandem/kit';
import { connectorErrors } from './connectors.errors.ts';
import type { ConnectorRecord } from './connectors.model.ts';
import type { ConnectorDeps, ContactCentre } from './connectors.types.ts';

/** What a call carries to prove whose it is; header names in small letters. Never logged, stored or shown. */
export type Proof = {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
};

export type ProvenSend = (proof: Proof) => Promise<HttpResponse>;

const byHeader = (name: string, value: string): Proof => ({
  headers: { [name]: value },
  query: {},
});
const byAuthorization = (value: string) => byHeader('authorization', value);

export const secretContext = (id: string) => `connector/${id}/secret`;

type Issued = { readonly version: number; readonly token: string; readonly expiresAt: Date };

/** A token with less time left is not used any more. */
const marginMs = 30_000;

/** Tokens of this contact centre: issued when needed, kept in memory only, one request at a time per connector. */
const createIssuing = ({
  clock,
  contactCentre,
}: {
  clock: Clock;
  contactCentre: ContactCentre;
}) => {
  const kept = new Map<string, Promise<Issued>>();
  const issue = async ({ org, name, scopes, consent, version }: ConnectorRecord) => {
    const issued = await contactCentre.issueToken({ org, userId: consent.id, scopes });
    if (!issued) throw connectorErrors.consenterGone({ person: consent.name, name });
    return { ...issued, version };
  };
  const isGood = ({ version, expiresAt }: Issued, connector: ConnectorRecord) =>
    version === connector.version && expiresAt.getTime() - marginMs > clock.now().getTime();
  return async (connector: ConnectorRecord, unlike: string | null): Promise<string> => {
    const key = `${connector.org}/${connector.id}`;
    const known = await kept.get(key)?.catch(() => null);
    if (known && isGood(known, connector) && known.token !== unlike) return known.token;
    const fresh = issue(connector);
    kept.set(key, fresh);
    fresh.catch(() => kept.delete(key));
    return (await fresh).token;
  };
};

/** A connector with whoever uses it: what each user has of their own is that person's. */
export type UsedBy = { readonly connector: ConnectorRecord; readonly userId: string | null };

const secretOf = (
  { secrets, variable }: ConnectorDeps,
  { connector: { org, id, secret }, userId }: UsedBy,
): Promise<string> => {
  if (!secret) throw connectorErrors.invalid({ problem: 'The connector has no secret.' });
  return secrets.resolveSource(org, {
    source: secret,
    context: secretContext(id),
    userId,
    variable: (name) => variable(org, name),
  });
};

const basicOf = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;

/** What a connector with a secret of its own carries. @throws vaultErrors.* */
export const proofBySecret = async (deps: ConnectorDeps, used: UsedBy): Promise<Proof> => {
  const { authentication } = used.connector.setup;
  if (authentication.type === 'none') return { headers: {}, query: {} };
  const secret = await secretOf(deps, used);
  if (authentication.type === 'basic')
    return byAuthorization(basicOf(authentication.username, secret));
  if (authentication.type !== 'apiKey') return byAuthorization(`Bearer ${secret}`);
  return authentication.in === 'header'
    ? byHeader(authentication.name, secret)
    : { headers: {}, query: { [authentication.name]: secret } };
};

/**
 * Sends with what a connector proves itself by. A token that the other side refuses with 401 is renewed, and the call
 * sent once more.
 * @throws connectorErrors.noPlatform, consenterGone, connectionErrors.*, vaultErrors.*
 */
export const createAuthorisation = (deps: ConnectorDeps) => {
  const { clock, contactCentre, tokens } = deps;
  const issuing = contactCentre && createIssuing({ clock, contactCentre });
  const asContactCentre = async (connector: ConnectorRecord, send: ProvenSend) => {
    if (!issuing) throw connectorErrors.noPlatform();
    const first = await issuing(connector, null);
    const answer = await send(byAuthorization(`Bearer ${first}`));
    if (answer.status !== 401) return answer;
    return send(byAuthorization(`Bearer ${await issuing(connector, first)}`));
  };
  return async (used: UsedBy, send: ProvenSend): Promise<HttpResponse> => {
    const { connector, userId } = used;
    const { org, connection, setup } = connector;
    if (setup.authentication.type === 'platform') return asContactCentre(connector, send);
    if (setup.authentication.type !== 'oauth') return send(await proofBySecret(deps, used));
    return tokens.withAuthorized({ org, connection: connection ?? '', userId }, (authorization) =>
      send(byAuthorization(authorization)),
    );
  };
};
