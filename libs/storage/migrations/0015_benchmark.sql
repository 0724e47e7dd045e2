-- The return of the capitalisation-weighted twin: the same constituents, held in proportion to their market caps. A fraction; null on
-- the base session and where no constituent has a cap. Its level starts at the index's base level at the base session. Both are null in
-- what was stored before these columns, until a build goes over it.
alter table index_performance add column benchmark_return float8, add column benchmark_level float8;
alter table index_performance_history add column benchmark_return float8, add column benchmark_level float8;
