-- Ranking: per session the first n lines are read from this index in order, without sorting the universe. The order is
-- `order by market_cap desc nulls last, ticker`. Reading a range of sessions uses its first column.
create index stock_prices_rank on stock_prices (date, market_cap desc nulls last, ticker) include (close);
-- The few rows that say what a delisted line was worth at the end.
create index stock_prices_delisting on stock_prices (date, ticker) where delisting_return is not null;

-- Makes the yearly partitions of stock_prices from the year of `first_date` to that of `last_date`; rows outside them cannot be
-- stored. Does nothing on a hypertable. To be called before the transaction that stores the rows: it holds its lock to the end.
create function ensure_stock_price_partitions(first_date date, last_date date) returns void
language plpgsql
-- A service does not own the table, so it borrows the owner's rights here; hence the fixed search path.
security definer set search_path = pg_catalog, pg_temp
as $$
declare
  partition_name text;
begin
  if first_date is null or last_date is null or first_date > last_date
    or first_date < date '1900-01-01' or last_date > date '2199-12-31' then
    raise exception 'stock prices can be kept from 1900-01-01 to 2199-12-31, not from % to %', first_date, last_date
      using errcode = 'invalid_parameter_value';
  end if;
  if (select relkind from pg_class where oid = 'public.stock_prices'::regclass) <> 'p' then
    return;
  end if;
  for year in extract(year from first_date) .. extract(year from last_date) loop
    partition_name := 'stock_prices_' || year;
    continue when exists (select from pg_class
      where relnamespace = 'public'::regnamespace and relname = partition_name);
    perform pg_advisory_xact_lock(7201955032);
    -- Asked again by a query: a name looked up before would be answered from the session's cache.
    continue when exists (select from pg_class
      where relnamespace = 'public'::regnamespace and relname = partition_name);
    -- Attaching, unlike `create table … partition of`, lets others read and write meanwhile.
    execute format('create table public.%I (like public.stock_prices including defaults including constraints)', partition_name);
    execute format('alter table public.stock_prices attach partition public.%I for values from (%L) to (%L)',
      partition_name, make_date(year::int, 1, 1), make_date(year::int + 1, 1, 1));
  end loop;
end $$;
revoke execute on function ensure_stock_price_partitions(date, date) from public;
grant execute on function ensure_stock_price_partitions(date, date) to equal_index_ingestion;
