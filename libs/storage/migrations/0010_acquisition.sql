-- Acquiring market data from vendors, and trusting it: where each value came from, what it was before, what is still missing and
-- what is suspicious. Owner: ingestion.

-- One row per revision of all market data: who changed it, when, from which source.
create table market_revisions (
  revision int8 primary key,
  known_at timestamptz not null,
  -- What was stored: a kind of file, or `session` for an acquired one, or `decision` for an operator's word.
  kind     text not null,
  source   text not null,
  -- Who asked for it: `upload`, `schedule`, `simulation`, or the name an operator gave.
  actor    text not null,
  job_id   uuid,
  rows     int8 not null
);
insert into market_revisions (revision, known_at, kind, source, actor, rows)
select revision, now(), 'upgrade', 'before 0010', 'upgrade', 0 from ingestion_state where revision > 0;

-- What the market cap was made of; null where a file brought the cap itself.
alter table stock_prices
  add column shares            float8,
  add column shares_source     text,
  add column shares_known_on   date,
  add column vendor_market_cap float8,
  add column cap_source        text;

-- Values that were replaced: `revision` made them known, `superseded_by` is the revision that replaced them.
create table stock_price_history (
  date date not null, ticker text collate "C" not null,
  open float8, high float8, low float8, close float8, volume int8, market_cap float8, eligible boolean, issuer text,
  delisting_return float8, shares float8, shares_source text, shares_known_on date, vendor_market_cap float8, cap_source text,
  source text not null, revision int8 not null, superseded_by int8 not null,
  primary key (ticker, date, superseded_by)
);
create index stock_price_history_date on stock_price_history (date);
create table corporate_action_history (
  ticker text collate "C" not null, ex_date date not null, kind text not null, value float8 not null,
  source text not null, revision int8 not null, superseded_by int8 not null,
  primary key (ticker, ex_date, kind, superseded_by)
);

-- Beside the rows of a session: how many were expected, where they came from, and whether it may be published.
alter table ingestion_sessions
  add column expected_lines int4,
  add column sources text[] not null default '{}',
  -- open: nothing stands against it. blocked: not to be published, for `verdict_reasons`. accepted: an operator has said that it
  -- is as it should be, also where it has fewer lines than the rule asks for.
  add column verdict text not null default 'open' check (verdict in ('open', 'blocked', 'accepted')),
  add column verdict_reasons text[] not null default '{}',
  -- The revision of the session that the quality gate has looked at.
  add column assessed_revision int8;
update ingestion_sessions set assessed_revision = revision, sources = array['file'];

-- The sessions that are to be acquired: what has been tried, and what came of it. `complete` sessions are not asked for again.
create table acquisition_sessions (
  date            date primary key,
  status          text not null check (status in ('missing', 'incomplete', 'complete')),
  reasons         text[] not null default '{}',
  attempts        int4 not null default 0,
  -- Whole fetches that were stored: the one after the close, the one after the vendor's own corrections.
  passes          int4 not null default 0,
  -- No further fetch is planned by itself.
  final           boolean not null default false,
  source          text,
  -- Lines that the source had and the universe has not, by type.
  excluded        jsonb not null default '{}',
  last_attempt_at timestamptz,
  next_attempt_at timestamptz
);
create index acquisition_sessions_next on acquisition_sessions (next_attempt_at) where not final;

-- The first session that is kept up by itself, where no setting says it: decided once, when acquiring begins.
alter table ingestion_state add column acquire_from date;

-- Days on which the exchange stays closed although its rules make them sessions, as a vendor announced them.
create table announced_closures (
  date     date primary key,
  name     text not null,
  source   text not null,
  noted_at timestamptz not null
);
-- The day in New York on which they were last asked for.
alter table ingestion_state add column closures_read_on date;

-- Every attempt, newest last: what came of it and why a source was refused.
create table acquisition_attempts (
  id           int8 generated always as identity primary key,
  date         date not null,
  attempted_at timestamptz not null,
  source       text,
  outcome      text not null check (outcome in ('stored', 'blocked', 'refused', 'failed', 'empty')),
  reasons      text[] not null default '{}',
  rows         int4 not null default 0
);
create index acquisition_attempts_date on acquisition_attempts (date);

-- A permanent line and the tickers that named it. Dates are sessions, both included; null: not known, or still listed.
create table listings (
  line_id    text not null,
  ticker     text collate "C" not null,
  valid_from date not null,
  valid_to   date,
  name       text,
  sector     text,
  exchange   text,
  issuer     text,
  type       text,
  listed_on  date,
  -- Why the ticker no longer names the line.
  end_reason text check (end_reason in ('delisted', 'renamed')),
  -- When its share count was last asked for.
  shares_checked_on date,
  source     text not null,
  revision   int8 not null,
  primary key (line_id, valid_from)
);
create index listings_ticker on listings (ticker, valid_from);

-- From `effective_on` on the line that was `ticker` is called `new_ticker`.
create table ticker_changes (
  ticker       text collate "C" not null,
  effective_on date not null,
  new_ticker   text collate "C" not null,
  source       text not null,
  revision     int8 not null,
  primary key (ticker, effective_on)
);
-- Renames that were said otherwise before.
create table ticker_change_history (
  ticker text collate "C" not null, effective_on date not null, new_ticker text collate "C" not null,
  source text not null, revision int8 not null, superseded_by int8 not null,
  primary key (ticker, effective_on, superseded_by)
);

-- Share counts as they became known: `known_on` is the day of filing or of the vendor's answer, `as_of` the day counted.
create table share_counts (
  line_id  text not null,
  known_on date not null,
  as_of    date not null,
  source   text not null,
  shares   float8 not null,
  primary key (line_id, known_on, source)
);

-- What the quality gate found, and what operators said of it.
create table quality_findings (
  date     date not null,
  "check"  text not null,
  -- '' where the finding is about the session as a whole.
  ticker   text collate "C" not null default '',
  severity text not null check (severity in ('block', 'flag', 'note')),
  detail   text not null,
  observed float8,
  expected float8,
  source   text,
  found_at timestamptz not null,
  primary key (date, "check", ticker)
);
create table quality_decisions (
  id         uuid primary key,
  date       date not null,
  action     text not null check (action in ('accept', 'override', 'reject')),
  -- '' where the whole session was meant.
  ticker     text collate "C" not null default '',
  -- The values that an override set.
  overridden jsonb,
  -- The findings that an acceptance or an override stands for, as `check` or `check TICKER`; others block as before.
  covers     text[] not null default '{}',
  reason     text not null,
  decided_by text not null,
  decided_at timestamptz not null
);
create index quality_decisions_date on quality_decisions (date);

-- The sessions that a job still has to acquire; the leader works them off, oldest job first.
create table ingestion.acquisition_work (
  job_id        uuid primary key,
  first_session date not null,
  last_session  date not null,
  -- Sessions up to this one are done.
  done_through  date,
  -- The provider of whole-market days; null: in the configured order.
  source        text,
  -- Whether complete sessions are fetched again.
  refresh       boolean not null,
  requested_by  text not null,
  created_at    timestamptz not null
);
-- Which process acquires now; another takes over when it has not been heard of until expires_at.
create table ingestion.acquisition_lease (
  only_row boolean primary key default true check (only_row), holder text not null, expires_at timestamptz not null
);
-- The last calls of each vendor and key, so that a quota holds across processes and restarts.
create table ingestion.vendor_quota (
  vendor       text primary key,
  taken_at     timestamptz[] not null default '{}',
  paused_until timestamptz
);

alter table jobs drop constraint jobs_kind_check, drop constraint jobs_status_check;
alter table jobs
  add constraint jobs_kind_check check (kind in ('build', 'export', 'import', 'acquisition', 'quality-decision')),
  add constraint jobs_status_check check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled'));

do $$
declare service_role text;
begin
  foreach service_role in array array['equal_index_ingestion', 'equal_index_index_construction', 'equal_index_performance',
    'equal_index_query_gateway', 'equal_index_export'] loop
    execute format('grant select on market_revisions, stock_price_history, corporate_action_history, acquisition_sessions, acquisition_attempts, announced_closures, listings,
      ticker_changes, ticker_change_history, share_counts, quality_findings, quality_decisions to %I', service_role);
  end loop;
end $$;
grant insert, update, delete on market_revisions, stock_price_history, corporate_action_history, acquisition_sessions, acquisition_attempts, announced_closures, listings,
  ticker_changes, ticker_change_history, share_counts, quality_findings, quality_decisions to equal_index_ingestion;
grant select, insert, update, delete on ingestion.acquisition_work, ingestion.acquisition_lease, ingestion.vendor_quota
  to equal_index_ingestion;
