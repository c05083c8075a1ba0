import { contextOfSecret, type FlowServices, flowsNaming } from '@tandem/flows';
import type { Database } from '@tandem/kit';
import type { Connections, ConnectorDeps, Connectors } from '@tandem/vault';
import type { Core } from './core.ts';

/** What the core services do for the flows of both halves. */
export const flowServicesOf = ({
  core,
  connections,
  connectors,
}: {
  readonly core: Core;
  readonly connections: Connections;
  readonly connectors: Connectors;
}): FlowServices => ({
  keepSecret: core.vault.secrets.keepSource,
  openSecret: (org, source) =>
    core.vault.secrets.resolveSource(org, {
      ...{ source, context: contextOfSecret(source) },
      variable: () => null,
    }),
  async resealSecret(org, secret, context) {
    const { sealer } = core;
    const bytes = Buffer.from(secret.sealed, 'base64');
    const text = await sealer.open(org, contextOfSecret(secret), bytes);
    return (await sealer.seal(org, context, text)).toString('base64');
  },
  names: core.directory.subjectNames,
  credentialNames: core.vault.secrets.names,
  async globals(org) {
    return Object.keys(await core.vault.variables.globals(org));
  },
  async ofEachUser(org) {
    const idAndName = ({ id, name }: { readonly id: string; readonly name: string }) => [id, name];
    const [connection, connector, attributes] = await Promise.all([
      connections.perUser(org),
      connectors.perUser(org),
      core.vault.secrets.perUser(org),
    ]);
    return {
      connection: connection.flatMap(idAndName),
      connector: connector.flatMap(idAndName),
      attributes: attributes.map((one) => ({
        credential: [one.credential, one.credentialName],
        attribute: [one.attribute, one.attributeName],
      })),
    };
  },
  hiddenVariables: core.vault.variables.hidden,
  choices: { connector: connectors.names, connection: connections.names },
});

/** The flows of this process's halves that name a connector or a connection. */
export const flowsNamingOne =
  (resource: 'connector' | 'connection', halves: readonly Database[]): ConnectorDeps['usesOf'] =>
  async (org, { id, name }) => {
    const found = await Promise.all(
      halves.map((db) => flowsNaming(db, org, { resource, id, name })),
    );
    return found.flat();
  };
