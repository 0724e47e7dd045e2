-- Events for subscribers, and who gets them. Owner: query gateway.

create table published_events (
  -- The place in the stream: what a subscriber names to go on after it. Drawn under one lock that is held until the commit, so that
  -- whoever has seen a place never finds a smaller one later. Numbers may be left out.
  id           int8 generated always as identity primary key,
  -- Id of the event itself: the same when it is told again.
  event_id     text not null unique,
  topic        text not null,
  index_id     text,
  -- When it happened, by the service that said so.
  occurred_at  timestamptz not null,
  -- JSON, with its members in the order in which they are documented: what is told twice is told in the same bytes.
  body         text not null,
  published_at timestamptz not null default now()
);
create index published_events_index on published_events (index_id, id);
-- What is not kept for ever, by age.
create index published_events_forgettable on published_events (published_at) where topic <> 'composition.changed';

-- Per topic, the last place that was deleted for its age: who goes on from before it has missed something, and is told so.
create table forgotten_events (
  topic text primary key,
  up_to int8 not null
);

create table webhooks (
  id         uuid primary key,
  owner      text not null,
  url        text not null,
  topics     text[] not null,
  -- Null: events of every index, and those of none.
  index_ids  text[],
  -- The shared secret with which each message is signed; it must be known to sign. The one before it stays good for a while.
  secret                bytea not null,
  previous_secret       bytea,
  previous_secret_until timestamptz,
  created_at timestamptz not null,
  status     text not null check (status in ('active', 'disabled')),
  -- Why it is disabled.
  reason     text,
  -- Every event up to this one has been delivered or does not concern it.
  position   int8 not null,
  -- Failed attempts at the next event, since when, and when the next one is due.
  attempts        int4 not null default 0,
  failing_since   timestamptz,
  next_attempt_at timestamptz,
  -- The process that delivers now; another takes over after lease_until.
  lease_holder text,
  lease_until  timestamptz
);
create index webhooks_owner on webhooks (owner, created_at, id);

-- One row per attempt; bounded by time.
create table webhook_deliveries (
  id          int8 generated always as identity primary key,
  webhook_id  uuid not null references webhooks (id) on delete cascade,
  event_id    text not null,
  attempt     int4 not null,
  at          timestamptz not null default now(),
  -- HTTP status of the answer; null where there was none.
  status      int4,
  -- Why it failed; null: it was delivered.
  error       text,
  milliseconds int4 not null
);
create index webhook_deliveries_webhook on webhook_deliveries (webhook_id, id desc);
create index webhook_deliveries_at on webhook_deliveries (at);

grant select, insert, update, delete on published_events, forgotten_events, webhooks, webhook_deliveries to equal_index_query_gateway;
