import { type Static, Type } from 'typebox';
import { listing, PageQuery } from '../genesys/paging.ts';
import type { Operations } from '../operation.ts';

export const knowledgePermissions = [
  'gateway:knowledge:view',
  'gateway:knowledge:add',
  'gateway:knowledge:edit',
  'gateway:knowledge:delete',
] as const;

/** Languages whose words are reduced to their stems. */
export const knowledgeLanguages = ['de', 'en', 'tr'] as const;
export type KnowledgeLanguage = (typeof knowledgeLanguages)[number];

export const articleLimits = {
  title: 300,
  text: 50_000,
  tags: 20,
  tag: 60,
  import: 2_000,
} as const;

const Language = Type.Enum(knowledgeLanguages);

export const ArticleRequest = Type.Object({
  title: Type.String({ minLength: 1, maxLength: articleLimits.title, pattern: '\\S' }),
  text: Type.String({ maxLength: articleLimits.text }),
  language: Language,
  tags: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: articleLimits.tag }), {
      maxItems: articleLimits.tags,
    }),
  ),
  link: Type.Optional(
    Type.Union([
      Type.String({ maxLength: 2048, pattern: '^https?://' }),
      Type.Literal(''),
      Type.Null(),
    ]),
  ),
  enabled: Type.Optional(Type.Boolean()),
});
export type ArticleRequest = Static<typeof ArticleRequest>;

export const Article = Type.Object({
  id: Type.String(),
  title: Type.String(),
  text: Type.String(),
  language: Language,
  tags: Type.Array(Type.String()),
  link: Type.Union([Type.String(), Type.Null()]),
  enabled: Type.Boolean(),
  dateCreated: Type.String({ format: 'date-time' }),
  dateModified: Type.String({ format: 'date-time' }),
  selfUri: Type.String(),
});
export type Article = Static<typeof Article>;

export const ArticleHit = Type.Object({
  id: Type.String(),
  title: Type.String(),
  excerpt: Type.String(),
  language: Language,
  tags: Type.Array(Type.String()),
  link: Type.Union([Type.String(), Type.Null()]),
});
export type ArticleHit = Static<typeof ArticleHit>;

const base = '/tandem/gateway/knowledge/articles';
const byId = Type.Object({ articleId: Type.String() });
const may = (permission: (typeof knowledgePermissions)[number]) => ({ all: [permission] });

/** Articles that agents, copilot and bots look things up in. */
export const knowledgeOperations = {
  getKnowledgeArticles: {
    method: 'GET',
    path: base,
    permission: may('gateway:knowledge:view'),
    query: Type.Object({
      ...PageQuery.properties,
      title: Type.Optional(Type.String()),
      /** Titles are sorted as its readers do; without it, as suits most languages. */
      sortLanguage: Type.Optional(Language),
    }),
    reply: { 200: listing<Article>(Article) },
  },
  postKnowledgeArticles: {
    method: 'POST',
    path: base,
    permission: may('gateway:knowledge:add'),
    body: ArticleRequest,
    reply: { 201: Article },
  },
  getKnowledgeArticle: {
    method: 'GET',
    path: `${base}/{articleId}`,
    permission: may('gateway:knowledge:view'),
    params: byId,
    reply: { 200: Article },
  },
  putKnowledgeArticle: {
    method: 'PUT',
    path: `${base}/{articleId}`,
    permission: may('gateway:knowledge:edit'),
    params: byId,
    body: ArticleRequest,
    reply: { 200: Article },
  },
  deleteKnowledgeArticle: {
    method: 'DELETE',
    path: `${base}/{articleId}`,
    permission: may('gateway:knowledge:delete'),
    params: byId,
    reply: { 204: null },
  },
  /** Articles of the file; one of the same title and language is replaced. All of them or none. */
  postKnowledgeImport: {
    method: 'POST',
    path: '/tandem/gateway/knowledge/import',
    permission: { all: ['gateway:knowledge:add', 'gateway:knowledge:edit'] },
    body: Type.Object({
      articles: Type.Array(ArticleRequest, { minItems: 1, maxItems: articleLimits.import }),
    }),
    reply: { 200: Type.Object({ added: Type.Integer(), replaced: Type.Integer() }) },
  },
  getKnowledgeExport: {
    method: 'GET',
    path: '/tandem/gateway/knowledge/export',
    permission: may('gateway:knowledge:view'),
    reply: { 200: Type.Object({ articles: Type.Array(ArticleRequest) }) },
  },
  postKnowledgeSearch: {
    method: 'POST',
    path: '/tandem/gateway/knowledge/search',
    permission: may('gateway:knowledge:view'),
    body: Type.Object({
      query: Type.String({ maxLength: 500 }),
      language: Type.Optional(Language),
      tags: Type.Optional(Type.Array(Type.String({ maxLength: articleLimits.tag }))),
    }),
    reply: { 200: Type.Object({ hits: Type.Array(ArticleHit) }) },
  },
} as const satisfies Operations;
