import {
  type ArticleHit,
  type ArticleRequest,
  type AuditNote,
  knowledgeLanguages,
} from '@tandem/contract';
import type { Clock, Database, Ids } from '@tandem/kit';
import { storableText } from '../conversations/index.ts';
import type { Act, NoteAudit } from '../endpoints/index.ts';
import { articleErrors } from './articles.errors.ts';
import type { ArticleRecord, KnowledgeQuery } from './articles.model.ts';
import {
  findArticle,
  insertArticle,
  putArticle,
  removeArticle,
  searchArticles,
  updateArticle,
} from './articles.store.ts';

export type KnowledgeDeps = {
  readonly db: Database;
  readonly audit: NoteAudit;
  readonly clock: Clock;
  readonly ids: Ids;
};

const tidy = (text: string) => storableText(text).trim();

const recordOf = (
  { clock, ids }: KnowledgeDeps,
  org: string,
  request: ArticleRequest,
): ArticleRecord => ({
  id: ids.uuid(),
  org,
  title: tidy(request.title),
  text: storableText(request.text),
  language: request.language,
  tags: [...new Set((request.tags ?? []).map(tidy).filter((tag) => tag !== ''))],
  link: request.link || null,
  enabled: request.enabled ?? true,
  createdAt: clock.now(),
  modifiedAt: clock.now(),
});

const noteOf = (
  { org, id, title }: Pick<ArticleRecord, 'org' | 'id' | 'title'>,
  { actor, correlationId }: Act,
  action: AuditNote['action'],
): AuditNote => ({
  ...{ org, actor, action, entity: { type: 'article', id, name: title } },
  ...(correlationId === undefined ? {} : { correlationId }),
});

type Asked = { readonly org: string; readonly request: ArticleRequest; readonly act: Act };

/** @throws articleErrors.titleTaken */
export const createArticle = (deps: KnowledgeDeps, { org, request, act }: Asked) =>
  deps.db.transaction(async (tx) => {
    const article = recordOf(deps, org, request);
    if (!(await insertArticle(tx, article)))
      throw articleErrors.titleTaken({ title: article.title });
    await deps.audit(tx, noteOf(article, act, 'create'));
    return article;
  });

/** Another article's content under the id. @throws articleErrors.notFound, titleTaken */
export const changeArticle = (
  deps: KnowledgeDeps,
  { org, id, request, act }: Asked & { readonly id: string },
) =>
  deps.db.transaction(async (tx) => {
    const before = await findArticle(tx, org, id);
    if (!before) throw articleErrors.notFound();
    const article = { ...recordOf(deps, org, request), id, createdAt: before.createdAt };
    if (!(await updateArticle(tx, article)))
      throw articleErrors.titleTaken({ title: article.title });
    await deps.audit(tx, noteOf(article, act, 'update'));
    return article;
  });

/** @throws articleErrors.notFound */
export const dropArticle = (
  { db, audit }: KnowledgeDeps,
  { org, id, act }: { readonly org: string; readonly id: string; readonly act: Act },
) =>
  db.transaction(async (tx) => {
    const title = await removeArticle(tx, org, id);
    if (title === null) throw articleErrors.notFound();
    await audit(tx, noteOf({ org, id, title }, act, 'delete'));
  });

/** All articles of a file or none; one of the same title and language is replaced. @throws articleErrors.titleTwice */
export const importArticles = async (
  deps: KnowledgeDeps,
  { org, requests, act }: { org: string; requests: readonly ArticleRequest[]; act: Act },
): Promise<{ readonly added: number; readonly replaced: number }> => {
  const articles = requests.map((request) => recordOf(deps, org, request));
  const seen = new Set<string>();
  for (const { title, language } of articles) {
    const key = `${language} ${title.toLowerCase()}`;
    if (seen.has(key)) throw articleErrors.titleTwice({ title });
    seen.add(key);
  }
  return deps.db.transaction(async (tx) => {
    const count = { added: 0, replaced: 0 };
    for (const article of articles) {
      const done = await putArticle(tx, article);
      count[done] += 1;
      await deps.audit(tx, noteOf(article, act, done === 'added' ? 'create' : 'update'));
    }
    return count;
  });
};

/** The language of a locale such as `de-AT`, where articles may be written in it. */
export const knowledgeLanguageOf = (locale: string) => {
  const base = locale.toLowerCase().split(/[-_]/)[0];
  return knowledgeLanguages.find((language) => language === base) ?? null;
};

/** Characters of a question that count. */
const mostAsked = 500;

/** What is known about each of many things. */
export const searchKnowledgeOfAll = async (
  db: Database,
  queries: readonly KnowledgeQuery[],
): Promise<readonly (readonly ArticleHit[])[]> => {
  const asked = queries.map((query) => ({
    ...query,
    text: storableText(query.text).slice(0, mostAsked).trim(),
  }));
  const worded = asked.filter(({ text }) => text !== '');
  const found = worded.length > 0 ? await searchArticles(db, worded) : [];
  const hits = new Map(worded.map((query, index) => [query, found[index]]));
  return asked.map((query) => hits.get(query) ?? []);
};

/** What is known about something. */
export const searchKnowledge = async (
  db: Database,
  query: KnowledgeQuery,
): Promise<readonly ArticleHit[]> => (await searchKnowledgeOfAll(db, [query]))[0] ?? [];
