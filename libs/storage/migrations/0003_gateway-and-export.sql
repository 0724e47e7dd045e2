-- Owner: query gateway.
create table jobs (
  id          uuid primary key,
  kind        text not null check (kind in ('build', 'export', 'import')),
  status      text not null check (status in ('queued', 'running', 'succeeded', 'failed')),
  request     jsonb not null,
  progress    float8 not null default 0,
  result      jsonb,
  error       jsonb,
  created_at  timestamptz not null default now(),
  started_at  timestamptz,
  finished_at timestamptz,
  updated_at  timestamptz not null default now()
);
create index jobs_created_at on jobs (created_at desc);

-- What was uploaded, as it came, until the import is done: the gateway writes it, ingestion reads it.
create table upload_chunks (
  job_id   uuid not null,
  position int4 not null,
  data     bytea not null,
  primary key (job_id, position)
);
alter table upload_chunks alter column data set storage external;

-- Owner: export.
create table exports (
  id         uuid primary key,
  index_id   text not null,
  start_date date not null,
  end_date   date not null,
  file_name  text not null,
  bytes      int8 not null,
  sha256     text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create table export_chunks (
  export_id uuid not null references exports (id) on delete cascade,
  position  int4 not null,
  data      bytea not null,
  primary key (export_id, position)
);
alter table export_chunks alter column data set storage external;
