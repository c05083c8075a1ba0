import {
  type AuditNote,
  type ConnectorRequest,
  connectorConsentVersion,
  type SecretSourceRequest,
} from '@tandem/contract';
import { HttpCallError } from '@tandem/kit';
import { findConnection, requireSafeUrl } from '../connections/index.ts';
import type { Acting } from '../vault.types.ts';
import { proofBySecret, secretContext } from './authorisation.ts';
import { entityOf } from './connector-audit.rules.ts';
import { connectorErrors } from './connectors.errors.ts';
import type { ConnectorRecord, ConnectorSetup, Consent } from './connectors.model.ts';
import type { ConnectorDeps } from './connectors.types.ts';
import { hasSecret, isSecretKept, leadsElsewhere, providersOf } from './request.rules.ts';

/** Who ticks the consent, now. @throws connectorErrors.consentMissing, consentOutdated, consentByUser */
export const consentOf = async (
  { directory, clock }: ConnectorDeps,
  { principal }: Acting,
  { kind, consent }: ConnectorRequest,
): Promise<Consent> => {
  if (!consent) throw connectorErrors.consentMissing();
  if (consent.textVersion !== connectorConsentVersion) throw connectorErrors.consentOutdated();
  const { org, userId, clientId } = principal;
  if (kind === 'platform' && !userId) throw connectorErrors.consentByUser();
  const id = userId ?? clientId;
  const names = await directory.subjectNames(org, [id]);
  return {
    kind: userId ? 'user' : 'client',
    id,
    name: names.get(id) ?? id,
    at: clock.now(),
    textVersion: consent.textVersion,
  };
};

/** The OAuth connection that is chosen, by id. @throws connectorErrors.invalid, connectionUseMissing */
export const chosenConnection = async (
  { db }: ConnectorDeps,
  { principal: { org, permissions } }: Acting,
  wanted: {
    readonly ref: string;
    readonly kind: ConnectorRecord['kind'];
    readonly scopes: readonly string[];
    /** Whether it was chosen before, for the same server: then nothing is asked of whoever saves. */
    readonly isKept: (id: string) => boolean;
  },
): Promise<string> => {
  const problem = (text: string) => connectorErrors.invalid({ problem: text });
  const found = await findConnection(db, { org, ref: wanted.ref, user: null });
  if (!found) throw problem(`There is no OAuth connection "${wanted.ref}".`);
  const { id, name, sharing, setup } = found.connection;
  const mayUse = ['vault:connection:use', 'vault:connection:edit'].some((one) =>
    permissions.has(one),
  );
  if (!mayUse && !wanted.isKept(id)) throw connectorErrors.connectionUseMissing();
  if (sharing !== 'shared')
    throw problem(`"${name}" has a token for each user. A connector needs one that is shared.`);
  if (!providersOf[wanted.kind].includes(setup.provider))
    throw problem(`"${name}" is a connection to another provider.`);
  const lacking = wanted.scopes.filter((scope) => !setup.scopes.includes(scope));
  if (lacking.length > 0)
    throw problem(`"${name}" lacks the scopes ${lacking.join(', ')}. Add them and sign in again.`);
  return id;
};

type SecretInput = {
  readonly id: string;
  readonly name: string;
  readonly setup: ConnectorSetup;
  readonly asked: SecretSourceRequest | undefined;
  readonly before: ConnectorRecord | null;
};

/** The secret field as it is to be stored. @throws connectorErrors.invalid, secretAgain, vaultErrors.* */
export const keptSecret = async (
  { secrets }: ConnectorDeps,
  acting: Acting,
  { id, name, setup, asked, before }: SecretInput,
): Promise<{ source: ConnectorRecord['secret']; note: AuditNote | null }> => {
  if (!hasSecret(setup.authentication)) return { source: null, note: null };
  const stored =
    before?.setup.authentication.type === setup.authentication.type ? before.secret : null;
  if (isSecretKept(asked)) {
    if (!stored) throw connectorErrors.invalid({ problem: 'A secret is needed.' });
    // Who may edit a connector does not know its secret, and must not have it sent to a server of their own.
    if (before && leadsElsewhere(before.setup, setup)) throw connectorErrors.secretAgain();
    if (!asked || stored.kind === 'insecure') return { source: stored, note: null };
  }
  return secrets.keepSource(acting, {
    asked: asked as SecretSourceRequest,
    stored,
    context: secretContext(id),
    entity: entityOf({ id, name }),
    field: 'secret',
  });
};

/** Every address is one that secrets may be sent to. @throws connectionErrors.invalid, notHttps, egressErrors.* */
export const requireSafeSetup = async (
  { guard }: ConnectorDeps,
  { baseUrl, authentication }: ConnectorSetup,
): Promise<void> => {
  const validationUrl = authentication.type === 'basic' ? authentication.validationUrl : null;
  for (const url of [baseUrl, validationUrl]) if (url) await requireSafeUrl(guard, url);
};

const validationMs = 10_000;

/** Asks the validation URL whether it takes name and password. @throws connectorErrors.validationFailed */
export const validateCredentials = async (
  deps: ConnectorDeps,
  { principal: { userId } }: Pick<Acting, 'principal'>,
  connector: ConnectorRecord,
): Promise<void> => {
  const { authentication } = connector.setup;
  if (authentication.type !== 'basic' || !authentication.validationUrl) return;
  const { headers } = await proofBySecret(deps, { connector, userId });
  const url = authentication.validationUrl;
  const { status } = await deps.http
    .request({ method: 'GET', url, headers, timeoutMs: validationMs })
    .catch((error: unknown) => {
      if (!(error instanceof HttpCallError)) throw error;
      throw connectorErrors.validationFailed({ reason: 'it gave no usable answer' });
    });
  if (status < 200 || status > 299)
    throw connectorErrors.validationFailed({ reason: `status ${status}` });
};
