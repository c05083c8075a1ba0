-- Articles of an organisation. Words are found by their stems in the language of the article.
create table article (
  id uuid primary key,
  org uuid not null,
  title text not null,
  body text not null,
  language text not null check (language in ('de', 'en', 'tr')),
  tags jsonb not null default '[]',
  link text,
  enabled boolean not null default true,
  search tsvector not null generated always as (
    case language
      when 'de' then setweight(to_tsvector('pg_catalog.german', title), 'A') || setweight(to_tsvector('pg_catalog.german', tags), 'B') || setweight(to_tsvector('pg_catalog.german', body), 'D')
      when 'tr' then setweight(to_tsvector('pg_catalog.turkish', title), 'A') || setweight(to_tsvector('pg_catalog.turkish', tags), 'B') || setweight(to_tsvector('pg_catalog.turkish', body), 'D')
      else setweight(to_tsvector('pg_catalog.english', title), 'A') || setweight(to_tsvector('pg_catalog.english', tags), 'B') || setweight(to_tsvector('pg_catalog.english', body), 'D')
    end
  ) stored,
  created_at timestamptz not null,
  modified_at timestamptz not null
);
create unique index article_title on article (org, language, lower(title));
create index article_search on article using gin (search);
