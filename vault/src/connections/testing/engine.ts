import {
  type Clock,
  createEgressGuard,
  createHttpClient,
  type Database,
  parseEgressRule,
  systemIds,
} from '@tandem/kit';
import { silentLog } from '@tandem/kit/testing';
import { toRootKey } from '../../root-key/index.ts';
import { createSealer } from '../../sealing/index.ts';
import {
  type ConnectionRecord,
  type ConnectionSetup,
  type IssuedTokens,
  sharedUser,
} from '../connections.model.ts';
import { insertConnection } from '../connections.store.ts';
import { ensureGrant, storeTokens } from '../grants.store.ts';
import { createOAuthClient } from '../oauth-client.ts';
import { type RenewalDeps, type RenewalTimes, usualTimes } from '../renewal.types.ts';
import { createConnectionSeals } from '../sealed-tokens.ts';
import { createTokens } from '../tokens.ts';

export const testRootKey = toRootKey(Buffer.alloc(32, 3));

/** Outbound calls of tests reach this machine and nothing else. */
export const loopbackPorts = () => {
  const guard = createEgressGuard({ allow: [parseEgressRule('127.0.0.1')] });
  return { guard, http: createHttpClient({ guard }) };
};

/** Entries as they would be in the audit log, in the transaction of the change. */
export const auditTable = 'create table test_audit (entry jsonb not null)';
const noteInTable: RenewalDeps['audit'] = async (tx, note) => {
  await tx.query('insert into test_audit (entry) values ($1)', [JSON.stringify(note)]);
};

/** A token engine as one node has it. */
export const createTestEngine = (db: Database, clock: Clock, times: Partial<RenewalTimes> = {}) => {
  const { guard, http } = loopbackPorts();
  const sealer = createSealer({ db, rootKey: testRootKey, ids: systemIds, clock });
  const seals = createConnectionSeals(sealer, async (_org, source) => {
    throw new Error(`no secret is kept elsewhere in this test: ${source.kind}`);
  });
  const tokens = createTokens({
    ...{ db, seals, clock },
    ids: systemIds,
    log: silentLog,
    oauth: createOAuthClient({ guard, http }, 10_000),
    audit: noteInTable,
    times: { ...usualTimes, lookMs: 20, ...times },
  });
  return { ...tokens, seals, close: () => http.close() };
};

type TestEngine = ReturnType<typeof createTestEngine>;

export const setupOf = (
  tokenUrl: string,
  more: Partial<ConnectionSetup> = {},
): ConnectionSetup => ({
  provider: 'custom',
  host: null,
  issuer: null,
  endpoints: {
    issuer: null,
    authorizationUrl: null,
    tokenUrl,
    revocationUrl: null,
    ownTokenUrl: null,
  },
  clientAuthentication: 'basic',
  clientId: 'tandem',
  keyId: null,
  scopes: [],
  audience: null,
  authorizationParameters: {},
  tokenParameters: {},
  ...more,
});

/** A connection as it stands after somebody has signed in. */
export const plantConnection = async (
  db: Database,
  { seals }: Pick<TestEngine, 'seals'>,
  input: {
    readonly org: string;
    readonly now: Date;
    readonly setup: ConnectionSetup;
    readonly secret: string;
    readonly name?: string;
    readonly issued?: IssuedTokens;
  },
): Promise<ConnectionRecord> => {
  const { org, now, setup, issued, name = 'CRM' } = input;
  const id = systemIds.uuid();
  const connection: ConnectionRecord = {
    ...{ org, id, name, setup },
    grant: issued ? 'authorizationCodePkce' : 'clientCredentials',
    sharing: 'shared',
    enabled: true,
    secret: await seals.sealSecret(org, id, input.secret),
    secretSource: null,
    version: 1,
    createdAt: now,
    modifiedAt: now,
  };
  await insertConnection(db, connection);
  if (!issued) return connection;
  const key = { org, connection: id, user: sharedUser };
  await ensureGrant(db, key, 'needsReauthorization');
  await storeTokens(db, {
    key,
    from: 0,
    state: 'active',
    tokens: await seals.sealTokens(key, 1, issued),
    lifetimeSeconds: issued.lifetimeSeconds,
    expiresAt: new Date(now.getTime() + issued.lifetimeSeconds * 1000),
    refreshExpiresAt: null,
    authorizedAt: now,
    now,
    owner: null,
  });
  return connection;
};
