-- One role per service; only a table's owner may write it. Services log in with `role` set to theirs (docs/architecture.md).
-- Roles belong to the whole server, so another database may have made them already, or be making them right now.
do $$
declare
  service text;
  service_role text;
begin
  foreach service in array array['ingestion', 'index_construction', 'performance', 'query_gateway', 'export'] loop
    service_role := 'equal_index_' || service;
    begin
      execute format('create role %I nologin', service_role);
    exception when duplicate_object or unique_violation then null;
    end;
    -- A superuser may take any role; the grant, being the server's, could collide with that of another database.
    if not (select rolsuper from pg_roles where rolname = current_user) then
      execute format('grant %I to %I', service_role, current_user);
    end if;
    execute format('grant usage on schema public, %I to %I', service, service_role);
    execute format('grant select, insert, update, delete on all tables in schema %I to %I', service, service_role);
    -- Reading the published tables is open to every service.
    execute format('grant select on stocks, stock_prices, corporate_actions, ingestion_sessions, ingestion_state,
      ingestion_imports, ingestion_rejections, indices, index_sessions, index_compositions, composition_changes,
      index_performance, index_performance_state, upload_chunks, exports, export_chunks to %I', service_role);
  end loop;
end $$;

grant insert, update, delete on stocks, stock_prices, corporate_actions, ingestion_sessions, ingestion_state,
  ingestion_imports, ingestion_rejections to equal_index_ingestion;
grant insert, update, delete on indices, index_sessions, index_compositions, composition_changes to equal_index_index_construction;
grant insert, update, delete on index_performance, index_performance_state to equal_index_performance;
grant select, insert, update, delete on jobs, upload_chunks to equal_index_query_gateway;
grant insert, update, delete on exports, export_chunks to equal_index_export;
