import { connectorKinds, regions, webexDataCentres } from '@tandem/contract';
import { type FakeRoutes, found, listing } from './fake-http.ts';

const at = '2026-01-01T00:00:00.000Z';

const connector = (id: string, more: object) => ({
  ...{ id, scopes: [], access: 'readWrite', connection: null, state: 'active', problem: null },
  consent: { by: { id: 'person-1', name: 'Ada Lovelace' }, at, textVersion: 1 },
  ...{ version: 1, dateCreated: at, dateModified: at },
  ...more,
});

/** One connector to this contact centre, and a deactivated one with a secret of its own. */
export function connectorRoutes(): FakeRoutes {
  const connectors = [
    connector('connector-1', {
      ...{ name: 'Queues', kind: 'platform', scopes: ['routing:readonly'] },
      ...{ state: 'needsReauthorization', baseUrl: 'http://127.0.0.1:8080' },
      problem: 'Ada Lovelace, who consented, is not active any more.',
    }),
    connector('connector-2', {
      ...{ name: 'CRM', kind: 'custom', baseUrl: 'https://crm.example', state: 'inactive' },
      authentication: { type: 'basic', username: 'tandem', password: { kind: 'insecure' } },
    }),
  ];
  const one = '/tandem/connectors/{connectorId}';
  return {
    'GET /tandem/connectors': ({ query }) => listing(connectors, query),
    'GET /tandem/connectors/settings': () => ({
      status: 200,
      body: {
        ...{ kinds: connectorKinds, consentVersion: 1, dataCentres: webexDataCentres },
        regions: regions.map(({ host }) => host),
        platformScopes: ['routing', 'routing:readonly'],
      },
    }),
    [`GET ${one}`]: ({ params }) =>
      found(connectors.find(({ id }) => id === params['connectorId'])),
    [`GET ${one}/uses`]: ({ params }) => ({
      status: 200,
      body: {
        flows: params['connectorId'] === 'connector-1' ? [{ id: 'flow-1', name: 'Greeting' }] : [],
      },
    }),
  };
}
