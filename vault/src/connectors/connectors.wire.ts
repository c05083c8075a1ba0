import type { Connector, ConnectorAuthenticationView } from '@tandem/contract';
import { shownSecretSource } from '@tandem/contract';
import { connectionStateOf, findConnection } from '../connections/index.ts';
import { connectorStateOf, problemOf, type Standing } from './connector-state.rules.ts';
import type { ConnectorRecord } from './connectors.model.ts';
import type { ConnectorDeps } from './connectors.types.ts';

const authenticationOf = ({
  setup: { authentication },
  secret,
  connection,
}: ConnectorRecord): ConnectorAuthenticationView => {
  if (authentication.type === 'none') return { type: 'none' };
  if (authentication.type === 'oauth') return { type: 'oauth', connection: connection ?? '' };
  const shown = secret ? shownSecretSource(secret) : { kind: 'insecure' as const };
  if (authentication.type === 'basic') {
    const { username, validationUrl } = authentication;
    const further = validationUrl === null ? {} : { validationUrl };
    return { type: 'basic', username, password: shown, ...further };
  }
  return authentication.type === 'apiKey'
    ? { type: 'apiKey', in: authentication.in, name: authentication.name, key: shown }
    : { type: 'bearer', token: shown };
};

/** How it stands with what a connector depends on. */
const lookAt = async ({ db, directory }: ConnectorDeps, connector: ConnectorRecord) => {
  const { org, connection, kind, consent } = connector;
  const seen = connection && (await findConnection(db, { org, ref: connection, user: null }));
  const active =
    kind === 'platform'
      ? await directory.userNames(org, [consent.id])
      : new Map([[consent.id, '']]);
  const standing: Standing = {
    connection:
      connection === null
        ? undefined
        : seen
          ? connectionStateOf(seen.connection, seen.grant)
          : null,
    isConsenterActive: active.has(consent.id),
  };
  return { standing, connectionName: seen ? seen.connection.name : '' };
};

/** A connector as it is answered: never a secret, and how it stands now. */
export const toWire = async (
  deps: ConnectorDeps,
  connector: ConnectorRecord,
): Promise<Connector> => {
  const { standing, connectionName } = await lookAt(deps, connector);
  const { setup, consent, connection, kind } = connector;
  const { dataCentre, region } = setup;
  const { id, name, access, scopes, version, createdAt, modifiedAt } = connector;
  return {
    ...{ id, name, kind, access, scopes: [...scopes], version },
    ...(dataCentre === null ? {} : { dataCentre }),
    ...(region === null ? {} : { region }),
    ...(kind === 'custom' ? { authentication: authenticationOf(connector) } : {}),
    baseUrl: setup.baseUrl ?? deps.contactCentre?.origin() ?? null,
    connection: connection === null ? null : { id: connection, name: connectionName },
    state: connectorStateOf(connector, standing),
    problem: problemOf(connector, standing),
    consent: {
      by: { id: consent.id, name: consent.name },
      at: consent.at.toISOString(),
      textVersion: consent.textVersion,
    },
    dateCreated: createdAt.toISOString(),
    dateModified: modifiedAt.toISOString(),
  };
};
