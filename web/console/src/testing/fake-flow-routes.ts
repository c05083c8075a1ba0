import { randomUUID } from 'node:crypto';
import type { Row } from './fake-data.ts';
import { type FakeRoutes, failure, found, listing } from './fake-http.ts';
import type { FakeMessaging } from './fake-message-data.ts';
import { collection } from './fake-message-routes.ts';

const FLOWS = '/api/v2/flows';

/** Drafts, versions and publishing of flows. */
export function flowRoutes(messaging: FakeMessaging): FakeRoutes {
  const flowOf = (id: string | null | undefined) => messaging.flows.find((flow) => flow.id === id);
  const versionsOf = (id: string | undefined): Row[] => messaging.versions.get(id ?? '') ?? [];
  return {
    ...collection(messaging.flows, { path: FLOWS, id: 'flowId', verb: 'PUT' }),
    [`POST ${FLOWS}`]: ({ body }) => {
      if (messaging.flows.some(({ name }) => name === body['name'])) {
        return failure(409, 'flow.name.taken', `A flow named "${body['name']}" exists already.`);
      }
      const flow: Row = { ...body, id: randomUUID(), active: true };
      messaging.flows.push(flow);
      messaging.versions.set(flow.id, []);
      return found(flow);
    },
    [`GET ${FLOWS}/{flowId}/latestconfiguration`]: ({ params }) =>
      found(versionsOf(params['flowId']).at(-1)?.['document']),
    [`GET ${FLOWS}/{flowId}/versions`]: ({ params, query }) =>
      listing(
        versionsOf(params['flowId'])
          .toReversed()
          .map(({ document: _, ...version }) => version),
        query,
      ),
    [`GET ${FLOWS}/{flowId}/versions/{versionId}/configuration`]: ({ params }) =>
      found(
        versionsOf(params['flowId']).find(({ id }) => id === params['versionId'])?.['document'],
      ),
    [`POST ${FLOWS}/{flowId}/versions`]: ({ params, body }) => {
      const flow = flowOf(params['flowId']);
      if (!flow) return found(undefined);
      const versions = versionsOf(flow.id);
      const name = `${versions.length + 1}.0`;
      const version: Row = { id: name, name, type: 'SAVE', dateSaved: Date.now() };
      versions.push({ ...version, document: body });
      flow['savedVersion'] = version;
      return found(version);
    },
    [`POST ${FLOWS}/actions/publish`]: ({ query }) => {
      const flow = flowOf(query.get('flow'));
      const version = versionsOf(flow?.id).find(({ id }) => id === query.get('version'));
      if (!flow || !version) return found(undefined);
      version['type'] = 'PUBLISH';
      flow['publishedVersion'] = { id: version.id, name: version['name'] };
      return found({ id: randomUUID(), complete: true, actionStatus: 'SUCCESS' });
    },
  };
}
