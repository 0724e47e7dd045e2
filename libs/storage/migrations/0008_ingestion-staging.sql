-- An import reads a file into a table of its own before it changes anything. Ingestion makes these tables (unlogged, in its own
-- schema) and drops them; a killed import leaves one behind, which the next import sweeps by what is noted here.
grant create on schema ingestion to equal_index_ingestion;

create table ingestion.staging_tables (
  name       text primary key,
  touched_at timestamptz not null
);
grant select, insert, update, delete on ingestion.staging_tables to equal_index_ingestion;

-- Planning needs statistics at once after a bulk load, and PGlite has no autovacuum; only a table's owner may gather them.
create function analyze_market_data() returns void language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  analyze public.stocks;
  analyze public.stock_prices;
  analyze public.corporate_actions;
  analyze public.ingestion_sessions;
end $$;
revoke all on function analyze_market_data() from public;
grant execute on function analyze_market_data() to equal_index_ingestion;
