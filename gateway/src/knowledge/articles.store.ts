import type { ArticleHit, KnowledgeLanguage } from '@tandem/contract';
import { type Queryable, unlessTaken } from '@tandem/kit';
import type { ArticleRecord, KnowledgeQuery } from './articles.model.ts';

type Row = {
  id: string;
  org: string;
  title: string;
  body: string;
  language: KnowledgeLanguage;
  tags: string[];
  link: string | null;
  enabled: boolean;
  created_at: Date;
  modified_at: Date;
};

const columns = 'id, org, title, body, language, tags, link, enabled, created_at, modified_at';

const fromRow = (row: Row): ArticleRecord => ({
  id: row.id,
  org: row.org,
  title: row.title,
  text: row.body,
  language: row.language,
  tags: row.tags,
  link: row.link,
  enabled: row.enabled,
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
});

const valuesOf = (article: ArticleRecord) => [
  ...[article.id, article.org, article.title, article.text, article.language],
  ...[JSON.stringify(article.tags), article.link, article.enabled, article.modifiedAt],
];

const titleTaken = unlessTaken('article_title');

export const findArticle = async (db: Queryable, org: string, id: string) => {
  const [row] = await db.query<Row>(`select ${columns} from article where org = $1 and id = $2`, [
    org,
    id,
  ]);
  return row ? fromRow(row) : null;
};

/** False when the organisation has an article of that title in the language. */
export const insertArticle = (db: Queryable, article: ArticleRecord): Promise<boolean> =>
  db
    .query(
      `insert into article (id, org, title, body, language, tags, link, enabled, created_at, modified_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
      valuesOf(article),
    )
    .then(() => true, titleTaken);

/** False when another article has that title. */
export const updateArticle = (db: Queryable, article: ArticleRecord): Promise<boolean> =>
  db
    .query(
      `update article set title = $3, body = $4, language = $5, tags = $6, link = $7, enabled = $8, modified_at = $9
       where id = $1 and org = $2`,
      valuesOf(article),
    )
    .then(() => true, titleTaken);

/** Adds the article, or replaces the one of its title and language. */
export const putArticle = async (
  db: Queryable,
  article: ArticleRecord,
): Promise<'added' | 'replaced'> => {
  const [row] = await db.query<{ id: string }>(
    `insert into article (id, org, title, body, language, tags, link, enabled, created_at, modified_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
     on conflict (org, language, lower(title)) do update set title = excluded.title, body = excluded.body,
       tags = excluded.tags, link = excluded.link, enabled = excluded.enabled, modified_at = excluded.modified_at
     returning id`,
    valuesOf(article),
  );
  return row?.id === article.id ? 'added' : 'replaced';
};

/** Title of the article that was removed; null: there was none. */
export const removeArticle = async (db: Queryable, org: string, id: string) => {
  const [row] = await db.query<{ title: string }>(
    'delete from article where org = $1 and id = $2 returning title',
    [org, id],
  );
  return row?.title ?? null;
};

/** Orders that people know, of the ICU that PostgreSQL is built with. */
const orders: Readonly<Record<KnowledgeLanguage | 'any', string>> = {
  de: 'de-x-icu',
  en: 'en-x-icu',
  tr: 'tr-x-icu',
  any: 'und-x-icu',
};

/** Articles whose title has the text, by title as readers of the language sort. */
export const listArticles = async (
  db: Queryable,
  input: {
    readonly org: string;
    readonly title: string;
    readonly sortLanguage: KnowledgeLanguage | null;
    readonly offset: number;
    readonly limit: number;
  },
): Promise<{ readonly items: readonly ArticleRecord[]; readonly total: number }> => {
  const rows = await db.query<Row & { total: number }>(
    `select ${columns}, count(*) over () as total from article
     where org = $1 and position(lower($2) in lower(title)) > 0
     order by title collate "${orders[input.sortLanguage ?? 'any']}", language, id offset $3 limit $4`,
    [input.org, input.title, input.offset, input.limit],
  );
  return { items: rows.map(fromRow), total: rows[0]?.total ?? 0 };
};

/** All articles of the organisation, for a file. */
export const allArticles = async (db: Queryable, org: string): Promise<readonly ArticleRecord[]> =>
  (
    await db.query<Row>(
      `select ${columns} from article where org = $1 order by lower(title), language`,
      [org],
    )
  ).map(fromRow);

type FoundRow = ArticleHit & { readonly place: number };

/**
 * Articles that share words with each of the texts, best first. Words are compared by their stems in the language of each
 * article; the more of them are found, and the nearer to the title, the better. Of each article comes the passage
 * around them.
 */
export const searchArticles = async (
  db: Queryable,
  queries: readonly KnowledgeQuery[],
): Promise<readonly (readonly ArticleHit[])[]> => {
  const rows = await db.call<FoundRow>(
    'articles_found',
    'select * from articles_found($1, $2, $3, $4, $5)',
    [
      queries.map(({ org }) => org),
      queries.map(({ text }) => text),
      queries.map(({ language }) => language),
      JSON.stringify(queries.map(({ tags }) => tags)),
      queries.map(({ most }) => most),
    ],
  );
  const found = queries.map((): ArticleHit[] => []);
  for (const { place, ...hit } of rows) found[place - 1]?.push(hit);
  return found;
};
