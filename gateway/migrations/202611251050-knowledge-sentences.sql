-- The sentences of a text that a passage of it lies in. Where they are not found, or are very long, the passage itself
-- with a sign that it is cut.
create function sentences_around(p_body text, p_passage text) returns text
language plpgsql immutable as $$
declare
  at integer := position(p_passage in p_body);
  head text := left(p_body, greatest(at - 1, 0));
  tail text := substr(p_body, at + length(p_passage));
  whole text;
begin
  if at = 0 or p_passage = '' then
    return '…' || btrim(p_passage) || '…';
  end if;
  head := substr(head, 1 + coalesce(length(substring(head from '^.*(?:[.!?…]["”»’)]*\s+|\n)')), 0));
  if p_passage ~ '[.!?…]["”»’)]*\s*$' then
    tail := '';
  else
    tail := substring(tail from '^.*?(?:[.!?…]["”»’)]*(?=\s|$)|(?=\n)|$)');
  end if;
  whole := btrim(head || p_passage || tail, E' \n\r\t');
  return case when length(whole) <= 1500 then whole else '…' || btrim(p_passage) || '…' end;
end $$;

-- Articles that share words with each of many questions, best first; `place` is the question's own, from 1. A short
-- article comes as a whole, of a longer one the sentences around what was found.
create or replace function articles_found(
  p_orgs uuid[], p_texts text[], p_languages text[], p_tags jsonb, p_most integer[]
) returns table (place bigint, id uuid, title text, language text, tags jsonb, link text, excerpt text)
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
    with asked as (
      select q.*, p_tags -> (q.place - 1)::int as tags
      from unnest(p_orgs, p_texts, p_languages, p_most) with ordinality q (org, text, language, most, place)
    ), wanted as (
      select a.place, a.org, a.language, a.tags, a.most, c.language as written, c.config,
        replace(plainto_tsquery(c.config, a.text)::text, ' & ', ' | ')::tsquery as query
      from asked a cross join (
        values ('de', 'pg_catalog.german'::regconfig), ('en', 'pg_catalog.english'), ('tr', 'pg_catalog.turkish')
      ) c (language, config)
    ), found as (
      select w.place, w.config, w.query, w.most, a.id, a.title, a.body, a.language, a.tags, a.link,
        (ts_rank_cd(a.search, w.query, 1) + 2 * ts_rank(a.search, w.query))
          * case when a.language = w.language then 2 else 1 end as weight
      from wanted w join article a on a.org = w.org and a.language = w.written and a.enabled and a.search @@ w.query
        and (w.tags = '[]' or a.tags ?| array(select jsonb_array_elements_text(w.tags)))
    ), ranked as (
      select f.*, row_number() over (partition by f.place order by f.weight desc, lower(f.title)) as nr from found f
    )
    select r.place, r.id, r.title, r.language, r.tags, r.link,
      case when length(r.body) <= 500 then btrim(r.body, E' \n\r\t')
        else sentences_around(
          r.body, ts_headline(r.config, r.body, r.query, 'StartSel="", StopSel="", MaxWords=60, MinWords=25')
        ) end
    from ranked r where r.nr <= r.most order by r.place, r.nr;
end $$;
