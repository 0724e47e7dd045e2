-- One role per service; only a table's owner may write it. Roles belong to the whole server, so another database may have
-- made them already. Services log in with `role` set to theirs (see docs/architecture.md).
do $$
declare service text; begin
  foreach service in array array['ingestion', 'index_construction', 'performance', 'query_gateway', 'export'] loop
    begin
      execute format('create role %I nologin', 'equal_index_' || service);
    exception when duplicate_object or unique_violation then null;
    end;
    execute format('grant %I to current_user', 'equal_index_' || service);
    execute format('grant usage on schema %I to %I', service, 'equal_index_' || service);
    execute format('grant select, insert, update, delete on all tables in schema %I to %I', service, 'equal_index_' || service);
    execute format('grant usage on schema public to %I', 'equal_index_' || service);
    -- Reading the published tables is open to every service.
    execute format('grant select on stocks, stock_prices, corporate_actions, ingestion_sessions, ingestion_state,
      ingestion_imports, ingestion_rejections, indices, index_sessions, index_compositions, composition_changes,
      index_performance, index_performance_state, upload_chunks, exports, export_chunks to %I', 'equal_index_' || service);
  end loop;
end $$;

grant insert, update, delete on stocks, stock_prices, corporate_actions, ingestion_sessions, ingestion_state,
  ingestion_imports, ingestion_rejections to equal_index_ingestion;
grant insert, update, delete on indices, index_sessions, index_compositions, composition_changes to equal_index_index_construction;
grant insert, update, delete on index_performance, index_performance_state to equal_index_performance;
grant select, insert, update, delete on jobs, upload_chunks to equal_index_query_gateway;
grant insert, update, delete on exports, export_chunks to equal_index_export;
