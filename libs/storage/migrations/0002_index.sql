-- The index. Owner: index construction.

create table indices (
  id            text primary key,
  definition    jsonb not null,
  -- The union of all ranges asked for, as one hull; nothing is built outside it.
  first_requested date,
  last_requested  date,
  -- Built up to the newest session of the store once: from then on new sessions extend it by themselves.
  follows_head  boolean not null default false,
  base_session  date,
  last_session  date,
  revision      int8 not null default 0,
  created_at    timestamptz not null default now()
);

-- One row per session of the index's range: published, or why not.
create table index_sessions (
  index_id     text not null references indices (id),
  date         date not null,
  status       text not null check (status in ('published', 'incomplete', 'missing')),
  reasons      text[] not null default '{}',
  -- Lines that could be ranked, and those of them with a row of this very session.
  eligible     int4 not null,
  covered      int4 not null,
  constituents int4 not null,
  rebalanced   boolean not null,
  hash         text,
  -- Starts at 1 and rises each time the published composition of the session is restated.
  revision     int4 not null,
  primary key (index_id, date)
);

-- The composition after the close of `date`.
create table index_compositions (
  index_id   text not null,
  date       date not null,
  ticker     text collate "C" not null,
  weight     float8 not null,
  rank       int4,
  -- As traded, in US dollars; carried from the last trade where the session has no row (stale_sessions > 0).
  close      float8 not null,
  market_cap float8,
  stale_sessions int4 not null default 0,
  primary key (index_id, date, ticker)
);
create index index_compositions_ticker on index_compositions (index_id, ticker, date);

create table composition_changes (
  index_id      text not null,
  date          date not null,
  ticker        text collate "C" not null,
  action        text not null check (action in ('entered', 'exited')),
  rank          int4,
  previous_rank int4,
  reason        text,
  primary key (index_id, date, ticker)
);

-- Owner: performance.
create table index_performance (
  index_id          text not null,
  date              date not null,
  -- Percent: 1.5 means 1.5 %. Null on the base session.
  daily_return      float8,
  cumulative_return float8 not null,
  level             float8 not null,
  -- The same return as a fraction, unrounded: the chain is made from it.
  session_return    float8,
  turnover          float8,
  net_level         float8 not null,
  constituents      int4 not null,
  primary key (index_id, date)
);
create table index_performance_state (
  index_id text primary key,
  revision int8 not null
);
