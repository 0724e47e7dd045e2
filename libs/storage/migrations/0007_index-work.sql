-- What index construction still has to look at: written with the event that asked for it, removed with the last result. A killed
-- service finds it again. Owner: index construction.
create table index_construction.work (
  id            int8 generated always as identity primary key,
  index_id      text not null references indices (id),
  -- Sessions whose prices are new or corrected; both null when only a build job waits for what is there.
  first_session date,
  last_session  date,
  -- The lines concerned; null: any.
  tickers       text[],
  job_id        uuid,
  created_at    timestamptz not null default now()
);
grant select, insert, update, delete on index_construction.work to equal_index_index_construction;
