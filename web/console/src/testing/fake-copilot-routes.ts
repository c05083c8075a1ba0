import { defaultCopilotGrid, defaultCopilotTiles } from '@tandem/contract';
import type { Row } from './fake-data.ts';
import { type FakeRoutes, found } from './fake-http.ts';
import { collection } from './fake-message-routes.ts';

const KNOWLEDGE = '/tandem/gateway/knowledge';

/** Articles, and workspaces of endpoints. */
export const copilotRoutes = (endpoints: string): FakeRoutes => {
  const dates = {
    dateCreated: '2026-02-01T10:00:00.000Z',
    dateModified: '2026-02-01T10:00:00.000Z',
  };
  const articles: Row[] = [
    {
      ...{ id: 'article-1', title: 'Returning a parcel', text: 'Print the label.', language: 'en' },
      ...{ tags: ['returns'], link: 'https://shop.example.com/returns', enabled: true, ...dates },
    },
    {
      ...{ id: 'article-2', title: 'Rechnungen', text: 'Per E-Mail.', language: 'de', tags: [] },
      ...{ link: null, enabled: false, ...dates },
    },
  ];
  const workspaces = new Map<string, Record<string, unknown>>();
  const initial = {
    ...{ enabled: false, linkInTranscript: true, linkHours: 72, flow: null, version: 0 },
    ...{ grid: defaultCopilotGrid, tiles: defaultCopilotTiles, model: null, jwtKey: null },
    ...{ linkCheck: null, frameOrigins: [] },
  };
  const path = `${endpoints}/{endpointId}/copilot`;
  return {
    ...collection(articles, { path: `${KNOWLEDGE}/articles`, id: 'articleId', verb: 'PUT' }),
    [`POST ${KNOWLEDGE}/search`]: ({ body }) =>
      found({
        hits: articles
          .filter(({ title }) => String(title).includes(String(body['query'])))
          .map((article) => ({ ...article, excerpt: article['text'] })),
      }),
    [`GET ${path}`]: ({ params: { endpointId = '' } }) =>
      found({ endpointId, ...initial, ...workspaces.get(endpointId) }),
    [`PUT ${path}`]: ({ params: { endpointId = '' }, body }) => {
      const version = Number(workspaces.get(endpointId)?.['version'] ?? 0) + 1;
      workspaces.set(endpointId, { ...body, version });
      return found({ endpointId, ...initial, ...body, version });
    },
  };
};
