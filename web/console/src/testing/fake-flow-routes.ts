import { randomUUID } from 'node:crypto';
import type { Row } from './fake-data.ts';
import { type FakeFlow, type FakeFlows, flowLanguage } from './fake-flow-data.ts';
import {
  type FakeCall,
  type FakeReply,
  type FakeRoutes,
  failure,
  found,
  listing,
} from './fake-http.ts';

const person = { id: '00000000-0000-4000-8000-000000000001', name: 'Ada Admin' };
const made = (body: unknown): FakeReply => ({ status: 201, body });
const now = (): string => new Date().toISOString();

const problemsOf = async (document: unknown) => (await flowLanguage()).validateFlow(document);

type Kept = {
  readonly flows: FakeFlow[];
  readonly one: (call: FakeCall) => FakeFlow | undefined;
};

const emptyFlow = (kind: unknown): Row => {
  const parts = { variables: [], start: null, actions: [], edges: [] };
  return { language: 1, kind, ...parts } as unknown as Row;
};

const newFlow = (body: Record<string, unknown>, document: Row | null): FakeFlow => ({
  flow: {
    id: randomUUID(),
    name: body['name'],
    description: body['description'] ?? null,
    kind: body['kind'] ?? document?.['kind'],
    active: true,
    savedVersion: document ? 1 : null,
    publishedVersion: null,
    labels: {},
    lockedBy: null,
    dateCreated: now(),
    dateModified: now(),
  },
  versions: document ? [{ document, datePublished: null }] : [],
});

const libraryRoutes = (base: string, { flows, one }: Kept): FakeRoutes => ({
  [`GET ${base}`]: ({ query }) => {
    const name = (query.get('name') ?? '').replaceAll('*', '').toLowerCase();
    const kind = query.get('kind');
    const fits = flows.filter(
      ({ flow }) =>
        String(flow['name']).toLowerCase().includes(name) && (!kind || flow['kind'] === kind),
    );
    return listing(
      fits.map(({ flow }) => flow),
      query,
    );
  },
  [`POST ${base}`]: ({ body }) => {
    if (flows.some(({ flow }) => flow['name'] === body['name'])) {
      return failure(409, 'flow.name.taken', `A flow named "${body['name']}" exists already.`);
    }
    const flow = newFlow(body, emptyFlow(body['kind']));
    flows.push(flow);
    return made(flow.flow);
  },
  [`GET ${base}/{flowId}`]: (call) => found(one(call)?.flow),
  [`PATCH ${base}/{flowId}`]: (call) => {
    const flow = one(call)?.flow;
    return found(flow && Object.assign(flow, call.body));
  },
  [`DELETE ${base}/{flowId}`]: (call) => {
    const kept = one(call);
    if (!kept) return found(undefined);
    flows.splice(flows.indexOf(kept), 1);
    return { status: 204 };
  },
  [`POST ${base}/{flowId}/copy`]: (call) => {
    const kept = one(call);
    if (!kept) return found(undefined);
    const copy = newFlow({ ...kept.flow, ...call.body }, kept.versions.at(-1)?.document ?? null);
    flows.push(copy);
    return made(copy.flow);
  },
  [`GET ${base}/{flowId}/export`]: (call) => {
    const kept = one(call);
    if (!kept) return found(undefined);
    const { name, kind } = kept.flow as Record<string, unknown>;
    return found({ tandemFlow: 1, name, kind, document: kept.versions.at(-1)?.document });
  },
  [`POST ${base}/import`]: ({ body }) => {
    const content = body['content'] as Row;
    const flow = newFlow({ ...content, ...body }, content['document'] as Row);
    flows.push(flow);
    const remark = { severity: 'dropped', subject: 'Play Music', message: 'Has no counterpart.' };
    return made({ flow: flow.flow, remarks: [remark] });
  },
  [`GET ${base}/templates`]: () =>
    found({
      templates: base.includes('gateway')
        ? [
            {
              id: 'look-up',
              name: 'Look a user up',
              description: 'signs in and searches',
              kind: 'automation',
            },
          ]
        : [],
    }),
  [`GET ${base}/{flowId}/uses`]: (call) =>
    found({
      uses:
        call.params['flowId'] === 'flow-greeting'
          ? [{ kind: 'address', id: 'r1', name: 'Web shop' }]
          : [],
    }),
});

const versionView = ({ flow, versions }: FakeFlow, index: number) => ({
  version: index + 1,
  dateCreated: '2026-05-02T08:00:00.000Z',
  createdBy: person,
  datePublished: versions[index]?.datePublished ?? null,
  labels: Object.entries(flow['labels'] as Record<string, number>)
    .filter(([, version]) => version === index + 1)
    .map(([label]) => label),
});

const saveRoute =
  ({ one }: Kept) =>
  async (call: FakeCall): Promise<FakeReply> => {
    const kept = one(call);
    if (!kept) return found(undefined);
    const { document, expectedVersion = null } = call.body;
    if (expectedVersion !== kept.flow['savedVersion']) {
      return failure(409, 'flow.version.conflict', 'Another version was saved meanwhile.');
    }
    kept.versions.push({ document: document as Row, datePublished: null });
    kept.flow['savedVersion'] = kept.versions.length;
    const problems = await problemsOf(document);
    return made({ version: kept.versions.length, document, problems });
  };

const publishRoute =
  ({ one }: Kept) =>
  async (call: FakeCall): Promise<FakeReply> => {
    const kept = one(call);
    if (!kept) return found(undefined);
    const number = Number(call.body['version'] ?? kept.versions.length);
    const version = kept.versions[number - 1];
    if (!version) return found(undefined);
    const errors = (await problemsOf(version.document)).filter((one) => one.severity === 'error');
    if (errors.length > 0) return failure(400, 'flow.invalid', 'The flow has errors.');
    version.datePublished = now();
    kept.flow['publishedVersion'] = number;
    const labels = (call.body['labels'] ?? []) as string[];
    kept.flow['labels'] = {
      ...(kept.flow['labels'] as object),
      ...Object.fromEntries(labels.map((label) => [label, number])),
    };
    return found(kept.flow);
  };

const versionRoutes = (base: string, kept: Kept): FakeRoutes => ({
  [`POST ${base}/{flowId}/lock`]: (call) =>
    found(Object.assign(kept.one(call)?.flow ?? {}, { lockedBy: person })),
  [`POST ${base}/{flowId}/unlock`]: (call) =>
    found(Object.assign(kept.one(call)?.flow ?? {}, { lockedBy: null })),
  [`GET ${base}/{flowId}/versions`]: (call) => {
    const flow = kept.one(call);
    return listing(
      flow ? flow.versions.map((_, index) => versionView(flow, index)) : [],
      call.query,
    );
  },
  [`POST ${base}/{flowId}/versions`]: saveRoute(kept),
  [`GET ${base}/{flowId}/versions/{version}`]: async (call) => {
    const version = Number(call.params['version']);
    const document = kept.one(call)?.versions[version - 1]?.document;
    return found(document && { version, document, problems: await problemsOf(document) });
  },
  [`GET ${base}/{flowId}/diff`]: () =>
    found({
      differences: [
        {
          part: 'action',
          change: 'changed',
          subject: 'a1',
          label: 'Greeting',
          path: 'text',
          before: 'Connected',
          after: 'Hello',
        },
      ],
    }),
  [`POST ${base}/{flowId}/publish`]: publishRoute(kept),
  [`PUT ${base}/{flowId}/labels/{label}`]: (call) => {
    const flow = kept.one(call)?.flow;
    if (!flow) return found(undefined);
    const labels = { ...(flow['labels'] as Record<string, unknown>) };
    if (call.body['version'] === null) delete labels[call.params['label'] ?? ''];
    else labels[call.params['label'] ?? ''] = call.body['version'];
    return found(Object.assign(flow, { labels }));
  },
});

const CHOICES: Readonly<Record<string, readonly object[]>> = {
  queue: [
    { id: 'q1', name: 'Support' },
    { id: 'q2', name: 'Sales' },
  ],
  botConnector: [
    { id: 'c1', name: 'Shop bots' },
    { id: 'c2', name: 'Bank bots' },
  ],
  connectorBot: [
    { id: 'c2/b1', name: 'Cards' },
    { id: 'c1/b1', name: 'Orders' },
  ],
};

const authoringRoutes = (base: string): FakeRoutes => ({
  [`GET ${base}/catalogue`]: async ({ query }) =>
    found({ actions: (await flowLanguage()).actionCatalogue(query.get('kind') ?? '') }),
  [`GET ${base}/choices`]: ({ query }) =>
    found({
      choices: CHOICES[query.get('resource') ?? ''] ?? [{ id: 'x1', name: 'Own' }],
    }),
  [`POST ${base}/validate`]: async ({ body }) => {
    const { problems, counts } = (await flowLanguage()).validateCounted(body['document']);
    return found({ valid: counts.error === 0, problems, counts });
  },
  [`POST ${base}/expression`]: ({ body }) =>
    found({
      ok: true,
      value: String(body['expression']).toUpperCase(),
      code: null,
      message: null,
      nothing: false,
    }),
});

/** Flows of both halves: drafts, versions, publishing, and what the designer asks while it draws. */
export function flowRoutes(flows: FakeFlows): FakeRoutes {
  const of = (half: 'platform' | 'gateway'): FakeRoutes => {
    const base = `/tandem/${half}/flows`;
    const kept: Kept = {
      flows: flows[half],
      one: ({ params }) => flows[half].find(({ flow }) => flow.id === params['flowId']),
    };
    return { ...libraryRoutes(base, kept), ...versionRoutes(base, kept), ...authoringRoutes(base) };
  };
  return {
    'GET /api/v2/flows': ({ query }) =>
      listing(
        flows.platform.map(({ flow: { id, name } }) => ({ id, name })),
        query,
      ),
    ...of('platform'),
    ...of('gateway'),
  };
}
