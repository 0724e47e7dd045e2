-- Owner: index construction.
alter table indices
  -- Who made an index; null for the default one, which belongs to the deployment.
  add column owner text,
  -- When it was given up: all that was said of it is gone, and its id is never given to another one.
  add column retired_at timestamptz;

alter table jobs drop constraint jobs_kind_check;
alter table jobs add constraint jobs_kind_check
  check (kind in ('build', 'export', 'import', 'acquisition', 'quality-decision', 'retirement'));
