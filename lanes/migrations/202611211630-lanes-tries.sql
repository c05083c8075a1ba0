-- A partition whose owner is gone without giving it back: what was in it then may have been tried, and the try may be
-- what ended the owner. Null: it was given back, and nothing of it is in doubt.
alter table lease add column doubt_to bigint;

drop function lane_lease(text, int, timestamptz);
-- Says that the node lives, renews what it holds, and takes free partitions up to its share. Answers what it holds.
-- `p_now` is null outside of tests: the database's clock is the one all nodes share.
create function lane_lease(p_node text, p_life_ms int, p_now timestamptz)
returns table (part smallint, epoch bigint, target int, doubt bigint) language plpgsql as $$
declare
  at timestamptz := coalesce(p_now, clock_timestamp());
  life interval := p_life_ms * interval '1 millisecond';
  share int;
  mine int;
begin
  insert into node as n (id, started_at, heartbeat_at) values (p_node, at, at)
    on conflict (id) do update set heartbeat_at = excluded.heartbeat_at;
  delete from node n where n.heartbeat_at < at - 20 * life;
  update lease l set until = at + life where l.owner = p_node and l.until > at;
  get diagnostics mine = row_count;
  select ceil(64.0 / count(*)) into share from node n where n.heartbeat_at > at - life;
  if mine < share then
    update lease l set owner = p_node, epoch = l.epoch + 1, until = at + life,
        doubt_to = case when l.owner is not null
          then coalesce(
            (select w.id from lane_work w where w.part = l.part order by w.part desc, w.id desc limit 1), 0) end
      from (
        -- A row that another node is taking at this moment is not free: no reason to wait for it.
        select f.part from lease f where f.until <= at order by f.part limit share - mine for update skip locked
      ) free
      where l.part = free.part;
  end if;
  return query select l.part, l.epoch, share, l.doubt_to from lease l
    where l.owner = p_node and l.until > at order by l.part;
end $$;

-- Counts tries before they begin, under the fence.
create function lane_try(p_parts smallint[], p_ids bigint[], p_epochs bigint[]) returns void
language plpgsql set enable_seqscan = off as $$
begin
  perform lane_fence(p_parts, p_epochs);
  update lane_work w set attempts = least(w.attempts + 1, 32767) from unnest(p_parts, p_ids) f(part, id)
    where w.part = f.part and w.id = f.id;
end $$;
