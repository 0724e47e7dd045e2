-- Which job a repeated request gets, instead of another one. Owner: query gateway.
create table idempotency_keys (
  owner      text not null,
  key        text not null,
  -- SHA-256 over operation, body and file: the same key with another request is a mistake.
  request    bytea not null,
  job_id     uuid not null,
  created_at timestamptz not null,
  primary key (owner, key)
);
create index idempotency_keys_created_at on idempotency_keys (created_at);

-- Jobs that are to end early. Whoever does the work looks here and has the last word; the row goes when the job ends.
create table job_cancellations (
  job_id       uuid primary key,
  requested_at timestamptz not null
);

-- How many jobs of a kind an owner has running.
create index jobs_unfinished on jobs (owner, kind) where status in ('queued', 'running');
-- Whose job made an export.
create index jobs_download_url on jobs ((result ->> 'download_url')) where kind = 'export';
-- Somebody's jobs, newest first: ids begin with the time.
create index jobs_owner_id on jobs (owner, id desc);

grant select, insert, update, delete on idempotency_keys, job_cancellations to equal_index_query_gateway;
grant select on job_cancellations
  to equal_index_ingestion, equal_index_index_construction, equal_index_performance, equal_index_export;
