import type { Row } from './fake-data.ts';

/** A flow of one half as the fake keeps it. */
export type FakeFlow = {
  flow: Row;
  /** Documents, the first version first. */
  readonly versions: { readonly document: Row; datePublished: string | null }[];
};

// The flow language belongs to another package, which no import of this one may climb into at compile time.
const LANGUAGE = new URL('../../../../flows/src/index.ts', import.meta.url).href;

type Language = {
  readonly actionCatalogue: (kind: string) => readonly unknown[];
  readonly validateFlow: (document: unknown) => readonly { readonly severity: string }[];
  readonly validateCounted: (document: unknown) => {
    readonly problems: readonly object[];
    readonly counts: { readonly error: number; readonly recommendation: number };
  };
};

/** The real catalogue and the real checks, so that the designer is tried against what it will meet. */
export const flowLanguage = async (): Promise<Language> => (await import(LANGUAGE)) as Language;

const GREETING = {
  language: 1,
  kind: 'inboundMessage',
  variables: [{ name: 'queueId', type: 'String', initial: 'Support' }],
  start: 'a1',
  actions: [
    { id: 'a1', type: 'sendResponse', name: 'Greeting', settings: { text: 'Connected' } },
    {
      id: 'a2',
      type: 'getParticipantData',
      name: 'Read queue',
      settings: { attributes: [{ name: 'queueId', variable: 'queueId' }] },
    },
    { id: 'a3', type: 'transferToAcd', name: 'To support', settings: { queue: '{{queueId}}' } },
    { id: 'a4', type: 'disconnect', name: 'Disconnect', settings: {} },
  ],
  edges: [
    { from: 'a1', outlet: 'next', to: 'a2' },
    { from: 'a2', outlet: 'next', to: 'a3' },
    { from: 'a3', outlet: 'failure', to: 'a4' },
  ],
};

const LOOKUP = {
  language: 1,
  kind: 'automation',
  variables: [
    { name: 'email', type: 'String', input: true },
    { name: 'found', type: 'JSON', output: true },
    { name: 'clientSecret', type: 'String', secure: true },
  ],
  start: 'b1',
  onError: 'b4',
  actions: [
    {
      id: 'b1',
      type: 'oauthAuthentication',
      name: 'SignIn',
      settings: { authenticationType: 'connection', connection: 'Own', session: 'Default' },
    },
    {
      id: 'b2',
      type: 'genesysSearchUsers',
      name: 'SearchUsers',
      settings: {
        session: 'Default',
        value: '{{ email }}',
        output: 'dictionary',
        dictionary: 'found',
      },
    },
    {
      id: 'b3',
      type: 'case',
      name: 'By status',
      settings: {
        value: '{{ SearchUsers.httpStatusCode }}',
        cases: [
          { name: 'found', is: '200' },
          { name: 'forbidden', is: '403' },
        ],
      },
    },
    { id: 'b4', type: 'log', name: 'Tell', settings: { level: 'error', message: 'Failed' } },
    { id: 'b5', type: 'end', name: 'Done', settings: {} },
  ],
  edges: [
    { from: 'b1', outlet: 'next', to: 'b2' },
    { from: 'b2', outlet: 'next', to: 'b3' },
    { from: 'b3', outlet: 'found', to: 'b5' },
    { from: 'b3', outlet: 'default', to: 'b4' },
    { from: 'b2', outlet: 'error', to: 'b4' },
  ],
};

const kept = (id: string, name: string, document: Row): FakeFlow => ({
  flow: {
    id,
    name,
    description: null,
    kind: document['kind'],
    active: true,
    savedVersion: 1,
    publishedVersion: 1,
    labels: { Live: 1 },
    lockedBy: null,
    dateCreated: '2026-05-01T08:00:00.000Z',
    dateModified: '2026-05-02T08:00:00.000Z',
  },
  versions: [{ document: structuredClone(document), datePublished: '2026-05-02T08:00:00.000Z' }],
});

export type FakeFlows = Readonly<Record<'platform' | 'gateway', FakeFlow[]>>;

export const createFakeFlows = (): FakeFlows => ({
  platform: [kept('flow-greeting', 'Greeting', GREETING as unknown as Row)],
  gateway: [kept('flow-lookup', 'User lookup', LOOKUP as unknown as Row)],
});
