-- Each service keeps its own outbox and inbox in a schema of its own, so that nobody else can write them.
create schema ingestion;
create schema index_construction;
create schema performance;
create schema query_gateway;
create schema export;

do $$
declare service text;
begin
  foreach service in array array['ingestion', 'index_construction', 'performance', 'query_gateway', 'export'] loop
    -- An event waits here from the transaction that caused it until the broker has it.
    execute format('create table %I.outbox (
      id int8 generated always as identity primary key,
      topic text not null, key text not null, headers jsonb not null, body text not null,
      created_at timestamptz not null default now())', service);
    -- Which relay of the service publishes now; another takes over when it has not been heard of until expires_at.
    execute format('create table %I.relay_lease (
      only_row boolean primary key default true check (only_row), holder text not null, expires_at timestamptz not null)', service);
    -- An event whose effect has been stored; a second delivery finds its row and does nothing.
    execute format('create table %I.inbox (
      consumer text not null, event_id text not null, processed_at timestamptz not null default now(),
      primary key (consumer, event_id))', service);
  end loop;
end $$;

-- The in-process stream of the standalone profile: an append-only log per topic and a position per group.
create schema stream;
create table stream.messages (
  id int8 generated always as identity primary key,
  topic text not null, key text not null, headers jsonb not null, body text not null,
  published_at timestamptz not null default now()
);
create index stream_messages_topic on stream.messages (topic, id);
create table stream.positions (
  consumer_group text not null, topic text not null, position int8 not null,
  primary key (consumer_group, topic)
);
