-- A field of a payload as text; empty where there is none, or where the payload holds what text cannot hold.
create function lane_subject(p_payload json, p_field text) returns text language plpgsql stable as $$
begin
  return coalesce(p_payload ->> p_field, '');
exception when data_exception then
  return '';
end $$;
