-- The return of the capitalisation-weighted twin: the same constituents, held in proportion to their market caps. A fraction; null
-- on the base session, where no constituent has a cap, and for what was stored before this column.
alter table index_performance add column benchmark_return float8;
alter table index_performance_history add column benchmark_return float8;
