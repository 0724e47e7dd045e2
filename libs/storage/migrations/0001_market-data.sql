-- Market data. Owner: ingestion. Prices are as traded: splits and dividends are events beside them, never folded in.

create table stocks (
  ticker      text collate "C" primary key,
  name        text,
  sector      text,
  exchange    text,
  issuer      text,
  type        text,
  listed_on   date,
  delisted_on date,
  source      text not null,
  updated_at  timestamptz not null default now()
);

-- A TimescaleDB hypertable of yearly chunks where the server has that extension loaded, yearly partitions elsewhere (made on
-- demand, see 0006). Every query is valid on both.
do $$
declare
  hypertable boolean := exists (select from pg_extension where extname = 'timescaledb')
    or (exists (select from pg_available_extensions where name = 'timescaledb')
      and exists (select from pg_settings where name = 'shared_preload_libraries' and setting like '%timescaledb%'));
begin
  execute format('
    create table stock_prices (
      date             date not null,
      ticker           text collate "C" not null,
      open             float8,
      high             float8,
      low              float8,
      close            float8,
      volume           int8,
      market_cap       float8,
      eligible         boolean,
      issuer           text,
      delisting_return float8,
      source           text not null,
      revision         int8 not null,
      primary key (ticker, date)
    ) %s', case when hypertable then '' else 'partition by range (date)' end);
  if hypertable then
    create extension if not exists timescaledb;
    perform create_hypertable('stock_prices', 'date',
      chunk_time_interval => interval '1 year', create_default_indexes => false);
  end if;
end $$;

create table corporate_actions (
  ticker  text collate "C" not null,
  ex_date date not null,
  kind    text not null check (kind in ('split', 'dividend')),
  -- split: new shares per old share. dividend: US dollars per share after a split of the same day.
  value   float8 not null,
  source  text not null,
  revision int8 not null,
  primary key (ticker, ex_date, kind)
);
create index corporate_actions_ex_date on corporate_actions (ex_date);

-- One row per session with prices: how many lines it has and when it last changed.
create table ingestion_sessions (
  date      date primary key,
  lines     int4 not null,
  simulated boolean not null,
  revision  int8 not null
);

-- One row: the revision of all market data; every transaction that changes any of it raises it by one.
create table ingestion_state (
  only_row  boolean primary key default true check (only_row),
  revision  int8 not null default 0,
  simulated boolean not null default false
);
insert into ingestion_state default values;

-- One row per import: what was read and what became of it.
create table ingestion_imports (
  job_id         uuid primary key,
  kind           text not null,
  source         text not null,
  rows_read      int8 not null,
  rows_stored    int8 not null,
  rows_unchanged int8 not null,
  rows_rejected  int8 not null,
  sessions       int8 not null,
  first_session  date,
  last_session   date,
  ignored_columns text[] not null default '{}',
  created_at     timestamptz not null default now()
);
-- The first rejected rows of an import (bounded; rows_rejected counts them all).
create table ingestion_rejections (
  job_id   uuid not null,
  line     int8 not null,
  "column" text,
  value    text,
  rule     text not null,
  primary key (job_id, line, rule)
);
