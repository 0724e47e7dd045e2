-- Which job a repeated request gets, instead of another one. Owner: query gateway.
create table idempotency_keys (
  owner      text not null,
  key        text not null,
  -- SHA-256 over operation and body: the same key with another request is a mistake.
  request    bytea not null,
  job_id     uuid not null,
  created_at timestamptz not null,
  primary key (owner, key)
);
create index idempotency_keys_created_at on idempotency_keys (created_at);

grant select, insert, update, delete on idempotency_keys to equal_index_query_gateway;
