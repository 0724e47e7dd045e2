-- Who made an index; null for the default one, which belongs to the deployment. Owner: index construction.
alter table indices add column owner text;
