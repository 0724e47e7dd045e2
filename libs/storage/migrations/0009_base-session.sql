-- Whether the session was announced as the first of its index. What was said of a session must be known from the session itself: a
-- pass that goes on after a kill finds the index's base moved already.
alter table index_sessions add column is_base boolean not null default false;
update index_sessions set is_base = true from indices
where indices.id = index_sessions.index_id and indices.base_session = index_sessions.date;
