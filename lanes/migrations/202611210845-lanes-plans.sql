-- With arrays of a few rows PostgreSQL finds a plan made for just these arrays a little cheaper than the general one, and
-- so plans every statement anew at every call. On the message path the general plan is the right one.
do $$
declare
  f regprocedure;
begin
  for f in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = current_schema()::regnamespace
      and p.proname in ('lane_fence', 'lane_enqueue', 'lane_finish', 'lane_settle', 'lane_scan', 'lane_rows', 'lane_load')
  loop
    execute format('alter function %s set plan_cache_mode = force_generic_plan', f);
  end loop;
end $$;
