import {
  type Article,
  type ArticleRequest,
  type Handler,
  handle,
  knowledgeOperations,
} from '@tandem/contract';
import { actOf } from '../endpoints/index.ts';
import { pageOf, toListing } from '../paging/index.ts';
import { articleErrors } from './articles.errors.ts';
import type { ArticleRecord } from './articles.model.ts';
import { allArticles, findArticle, listArticles } from './articles.store.ts';
import {
  changeArticle,
  createArticle,
  dropArticle,
  importArticles,
  type KnowledgeDeps,
  searchKnowledge,
} from './articles.usecases.ts';

const toRequest = ({ title, text, language, tags, link, enabled }: ArticleRecord) => ({
  ...{ title, text, language, tags: [...tags], link, enabled },
});

const toWire = (article: ArticleRecord): Article => ({
  id: article.id,
  ...toRequest(article),
  dateCreated: article.createdAt.toISOString(),
  dateModified: article.modifiedAt.toISOString(),
  selfUri: `/tandem/gateway/knowledge/articles/${article.id}`,
});

const triedHits = 10;

/** Articles as their authors see them. */
export const knowledgeHandlers = (deps: KnowledgeDeps): readonly Handler[] => {
  const ops = knowledgeOperations;
  return [
    handle(ops.getKnowledgeArticles, async ({ principal: { org }, query }) => {
      const page = pageOf(query);
      const { items, total } = await listArticles(deps.db, {
        ...{ org, title: query.title ?? '', sortLanguage: query.sortLanguage ?? null },
        ...{ offset: page.offset, limit: page.size },
      });
      const { path } = ops.getKnowledgeArticles;
      return { status: 200, body: toListing(items.map(toWire), { path, total, page }) };
    }),
    handle(ops.postKnowledgeArticles, async (call) => {
      const { principal, body: request } = call;
      const made = await createArticle(deps, { org: principal.org, request, act: actOf(call) });
      return { status: 201, body: toWire(made) };
    }),
    handle(ops.getKnowledgeArticle, async ({ principal: { org }, params }) => {
      const found = await findArticle(deps.db, org, params.articleId);
      if (!found) throw articleErrors.notFound();
      return { status: 200, body: toWire(found) };
    }),
    handle(ops.putKnowledgeArticle, async (call) => {
      const { principal, params, body: request } = call;
      const asked = { org: principal.org, id: params.articleId, request, act: actOf(call) };
      return { status: 200, body: toWire(await changeArticle(deps, asked)) };
    }),
    handle(ops.deleteKnowledgeArticle, async (call) => {
      const { principal, params } = call;
      await dropArticle(deps, { org: principal.org, id: params.articleId, act: actOf(call) });
      return { status: 204 };
    }),
    handle(
      ops.postKnowledgeImport,
      async (call) => {
        const requests: readonly ArticleRequest[] = call.body.articles;
        const asked = { org: call.principal.org, requests, act: actOf(call) };
        return { status: 200, body: await importArticles(deps, asked) };
      },
      { bodyLimit: 20 * 1024 * 1024 },
    ),
    handle(ops.getKnowledgeExport, async ({ principal: { org } }) => ({
      status: 200,
      body: { articles: (await allArticles(deps.db, org)).map(toRequest) },
    })),
    handle(ops.postKnowledgeSearch, async ({ principal: { org }, body }) => ({
      status: 200,
      body: {
        hits: await searchKnowledge(deps.db, {
          ...{ org, text: body.query, language: body.language ?? null },
          ...{ tags: body.tags ?? [], most: triedHits },
        }),
      },
    })),
  ];
};
