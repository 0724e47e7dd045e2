-- What was said of each session before, so that a question can be answered as it would have been at a past time. A row was what
-- one knew from known_from up to, not including, known_until.

alter table index_sessions add column known_from timestamptz not null default now();
alter table index_performance add column known_from timestamptz not null default now();

-- Owner: index construction.
create table index_session_history (
  index_id     text not null,
  date         date not null,
  known_from   timestamptz not null,
  known_until  timestamptz not null,
  status       text not null,
  reasons      text[] not null,
  eligible     int4 not null,
  covered      int4 not null,
  constituents int4 not null,
  rebalanced   boolean not null,
  hash         text,
  revision     int4 not null,
  is_base      boolean not null,
  -- The rows of index_compositions and composition_changes of the session, as arrays of objects with the same names.
  composition  jsonb not null,
  changes      jsonb not null,
  primary key (index_id, date, known_until)
);

-- Owner: performance.
create table index_performance_history (
  index_id          text not null,
  date              date not null,
  known_from        timestamptz not null,
  known_until       timestamptz not null,
  daily_return      float8,
  cumulative_return float8 not null,
  level             float8 not null,
  session_return    float8,
  turnover          float8,
  net_level         float8 not null,
  constituents      int4 not null,
  primary key (index_id, date, known_until)
);

-- A member that got another ticker; it neither entered nor left.
alter table composition_changes drop constraint composition_changes_action_check;
-- A ticker can be told of twice: one line leaves it or gives it up, and another enters under it.
alter table composition_changes drop constraint composition_changes_pkey, add primary key (index_id, date, ticker, action);
alter table composition_changes
  add constraint composition_changes_action_check check (action in ('entered', 'exited', 'renamed')),
  add column new_ticker text collate "C";

do $$
declare service_role text;
begin
  foreach service_role in array array['equal_index_ingestion', 'equal_index_index_construction', 'equal_index_performance',
    'equal_index_query_gateway', 'equal_index_export'] loop
    execute format('grant select on index_session_history, index_performance_history to %I', service_role);
  end loop;
end $$;
grant insert, update, delete on index_session_history to equal_index_index_construction;
grant insert, update, delete on index_performance_history to equal_index_performance;
