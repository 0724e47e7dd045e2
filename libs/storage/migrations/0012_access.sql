-- Who may call, and who wrote what. Owner: query gateway.

create table api_keys (
  id           uuid primary key,
  -- The first characters of the key itself, by which people tell keys apart; the rest is nowhere.
  prefix       text not null unique,
  -- SHA-256 of the whole key. It has 256 random bits, so nothing slower is needed.
  hash         bytea not null unique,
  name         text not null,
  -- Who owns what is made with the key; a key that replaces another has the same.
  owner        text not null,
  scopes       text[] not null,
  -- Cost of calls per minute; null: the limit of the deployment.
  limit_per_minute int4,
  created_at   timestamptz not null,
  created_by   text not null,
  -- Null: until it is revoked.
  expires_at   timestamptz,
  revoked_at   timestamptz,
  last_used_at timestamptz,
  -- The key that was made in its stead.
  replaced_by  uuid references api_keys (id)
);

-- One row per call that wrote, or was not allowed to.
create table audit_log (
  id          int8 generated always as identity primary key,
  at          timestamptz not null,
  caller      text not null,
  owner       text,
  operation   text not null,
  path        text not null,
  status      int4 not null,
  request_id  text not null,
  address     text
);
create index audit_log_at on audit_log (at desc, id desc);

-- Who asked for it; null for what was asked for before there were owners.
alter table jobs add column owner text;

grant select, insert, update, delete on api_keys, audit_log to equal_index_query_gateway;
