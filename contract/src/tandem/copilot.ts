import { type Static, type TSchema, Type } from 'typebox';
import type { Operations } from '../operation.ts';
import {
  CopilotGrid,
  type CopilotHit,
  type CopilotNews,
  CopilotTile,
  copilotTileId,
} from './copilot-tiles.ts';
import { SecretSourceRequest, SecretSourceView } from './secret-source.ts';

const Nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

const tiles = Type.Record(Type.String({ pattern: copilotTileId }), CopilotTile, {
  minProperties: 1,
  maxProperties: 60,
});
/** Hours that a link opens the workspace. */
const linkHours = Type.Integer({ minimum: 1, maximum: 720 });

/** A secret setting: left out it stays as it is, null removes it. */
const secret = Type.Optional(Nullable(SecretSourceRequest));

const model = {
  /** Up to the part before `/chat/completions`. */
  baseUrl: Type.String({ maxLength: 2048, pattern: '^https?://[^\\s]+$' }),
  model: Type.String({ minLength: 1, maxLength: 256 }),
};

/** Sites that may show the workspace in a frame, by their origins. */
const frameOrigins = Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { maxItems: 20 });

const whom = {
  /**
   * Value of the claim aud; left out: the token in the address of the endpoint with `/copilot` behind it. Another one than
   * that of the signed visitors of the chat.
   */
  audience: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  /** Value of the claim iss; left out: any. */
  issuer: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
};

/** How links that others sign with a key pair (RS256, ES256) are checked. */
export const CopilotLinkCheck = Type.Union([
  Type.Object({
    kind: Type.Literal('jwks'),
    jwksUrl: Type.String({ maxLength: 2048, pattern: '^https?://[^\\s]+$' }),
    ...whom,
  }),
  Type.Object({
    kind: Type.Literal('publicKey'),
    /** In PEM form: RSA with at least 2048 bits, or EC P-256. */
    publicKey: Type.String({ minLength: 1, maxLength: 8192 }),
    ...whom,
  }),
]);
export type CopilotLinkCheck = Static<typeof CopilotLinkCheck>;

export const CopilotWorkspaceRequest = Type.Object({
  enabled: Type.Boolean(),
  /** The link stands in the transcript that agents get, not only among the participant data. */
  linkInTranscript: Type.Boolean(),
  linkHours,
  grid: CopilotGrid,
  tiles,
  /** Id of a published copilot flow. */
  flow: Nullable(Type.String()),
  /** A language model behind the interface of OpenAI; its key goes along as a bearer token. */
  model: Nullable(Type.Object({ ...model, apiKey: secret })),
  /** Checks links that others sign: HS256, at least 32 characters. */
  jwtKey: secret,
  /** Left out it stays as it is, null removes it. */
  linkCheck: Type.Optional(Nullable(CopilotLinkCheck)),
  /** Left out they stay as they are. */
  frameOrigins: Type.Optional(frameOrigins),
});
export type CopilotWorkspaceRequest = Static<typeof CopilotWorkspaceRequest>;

export const CopilotWorkspace = Type.Object({
  endpointId: Type.String(),
  enabled: Type.Boolean(),
  linkInTranscript: Type.Boolean(),
  linkHours,
  grid: CopilotGrid,
  tiles,
  flow: Nullable(Type.String()),
  model: Nullable(Type.Object({ ...model, apiKey: Nullable(SecretSourceView) })),
  jwtKey: Nullable(SecretSourceView),
  linkCheck: Nullable(CopilotLinkCheck),
  frameOrigins,
  /** 0: never saved, all is as it comes. */
  version: Type.Integer(),
});
export type CopilotWorkspace = Static<typeof CopilotWorkspace>;

/** What a link carries, in the words of its query. */
export const CopilotLinkRequest = Type.Object({
  userId: Type.Optional(Type.String({ maxLength: 512 })),
  sessionId: Type.Optional(Type.String({ maxLength: 256 })),
  URLToken: Type.Optional(Type.String({ maxLength: 512 })),
  auth: Type.Optional(Type.String({ maxLength: 8192 })),
});
export type CopilotLinkRequest = Static<typeof CopilotLinkRequest>;

/** The workspace of one conversation as its page opens it. */
export type OpenCopilot = CopilotNews & {
  /** Bearer token of the other calls and of the socket. */
  readonly token: string;
  /** Opens documents of tiles and nothing else: their scripts can read it. */
  readonly documentToken: string;
  readonly expires: string;
  readonly conversation: {
    readonly id: string;
    readonly customer: string | null;
    readonly locale: string;
    readonly endpoint: string;
  };
  readonly grid: CopilotGrid;
  /** The tiles in the grid, by their names. */
  readonly layout: Readonly<Record<string, CopilotTile>>;
  /** A flow hears what is done in tiles. */
  readonly takesInput: boolean;
};

const byEndpoint = Type.Object({ endpointId: Type.String() });
const byTile = Type.Object({ tileId: Type.String({ pattern: copilotTileId }) });
const base = '/tandem/gateway/endpoints/{endpointId}/copilot';
const api = '/copilot/api';

/** The copilot's workspace: its administration, and what its page calls with the token of a link. */
export const copilotOperations = {
  getCopilotWorkspace: {
    method: 'GET',
    path: base,
    permission: { all: ['gateway:endpoint:view'] },
    params: byEndpoint,
    reply: { 200: CopilotWorkspace },
  },
  putCopilotWorkspace: {
    method: 'PUT',
    path: base,
    permission: { all: ['gateway:endpoint:edit'] },
    params: byEndpoint,
    body: CopilotWorkspaceRequest,
    reply: { 200: CopilotWorkspace },
  },
  /** A fresh link to the workspace of a conversation, for those who may read the conversation. */
  postCopilotLink: {
    method: 'POST',
    path: '/tandem/gateway/conversations/{conversationId}/copilot',
    permission: { all: ['gateway:conversation:view'] },
    params: Type.Object({ conversationId: Type.String() }),
    reply: { 200: Type.Object({ url: Type.String(), expires: Type.String() }) },
  },
  openCopilot: {
    method: 'POST',
    path: `${api}/open`,
    access: 'public',
    body: CopilotLinkRequest,
    reply: { 200: Type.Unsafe<OpenCopilot>(Type.Object({})) },
  },
  searchCopilotKnowledge: {
    method: 'POST',
    path: `${api}/knowledge`,
    access: 'public',
    body: Type.Object({
      query: Type.String({ maxLength: 500 }),
      tags: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 5 })),
    }),
    reply: {
      200: Type.Object({ hits: Type.Array(Type.Unsafe<CopilotHit>(Type.Object({}))) }),
    },
  },
  /** What somebody did in a tile; the copilot flow hears of it. */
  postCopilotTileInput: {
    method: 'POST',
    path: `${api}/tiles/{tileId}/input`,
    access: 'public',
    params: byTile,
    body: Type.Object({
      /** Tells a repeat. */
      id: Type.String({ minLength: 1, maxLength: 100 }),
      value: Type.Unknown(),
    }),
    reply: { 202: null },
  },
  /** The document of an HTML tile, which may do nothing but run its own scripts. */
  getCopilotTileDocument: {
    method: 'GET',
    path: `${api}/tiles/{tileId}/document`,
    access: 'public',
    params: byTile,
    query: Type.Object({ t: Type.String({ maxLength: 512 }), r: Type.Optional(Type.Integer()) }),
    reply: { 200: Type.String() },
  },
} as const satisfies Operations;
