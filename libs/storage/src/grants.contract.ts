import type { StoreUnderTest } from './database.contract.js';

/** As in docs/architecture.md. Tables in a service's own schema are that service's. */
const owners: Readonly<Record<string, string | null>> = {
  stocks: 'ingestion',
  stock_prices: 'ingestion',
  corporate_actions: 'ingestion',
  ingestion_sessions: 'ingestion',
  ingestion_state: 'ingestion',
  ingestion_imports: 'ingestion',
  ingestion_rejections: 'ingestion',
  market_revisions: 'ingestion',
  stock_price_history: 'ingestion',
  corporate_action_history: 'ingestion',
  acquisition_sessions: 'ingestion',
  acquisition_attempts: 'ingestion',
  announced_closures: 'ingestion',
  listings: 'ingestion',
  ticker_changes: 'ingestion',
  ticker_change_history: 'ingestion',
  share_counts: 'ingestion',
  quality_findings: 'ingestion',
  quality_decisions: 'ingestion',
  indices: 'index_construction',
  index_sessions: 'index_construction',
  index_compositions: 'index_construction',
  composition_changes: 'index_construction',
  index_session_history: 'index_construction',
  index_performance: 'performance',
  index_performance_history: 'performance',
  index_performance_state: 'performance',
  jobs: 'query_gateway',
  api_keys: 'query_gateway',
  audit_log: 'query_gateway',
  idempotency_keys: 'query_gateway',
  job_cancellations: 'query_gateway',
  published_events: 'query_gateway',
  forgotten_events: 'query_gateway',
  webhooks: 'query_gateway',
  webhook_deliveries: 'query_gateway',
  upload_chunks: 'query_gateway',
  exports: 'export',
  export_chunks: 'export',
  schema_migrations: null,
};
const services = ['ingestion', 'index_construction', 'performance', 'query_gateway', 'export'];
/** Private to its owner also for reading. */
const unreadable = new Set([
  'jobs',
  'api_keys',
  'audit_log',
  'idempotency_keys',
  'published_events',
  'forgotten_events',
  'webhooks',
  'webhook_deliveries',
]);

interface Table {
  readonly schema: string;
  readonly name: string;
  readonly column: string;
  readonly partition: boolean;
}
const TABLES = `
  select n.nspname as schema, c.relname as name, c.relispartition as partition,
    (select quote_ident(a.attname) from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and a.attidentity = '' order by a.attnum limit 1) as column
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname !~ '^pg_|^information_schema$' and c.relname not in ('probe', 'bulk')
  order by 1, 2`;

function ownerOf(table: Table): string | null {
  if (table.schema !== 'public') return services.includes(table.schema) ? table.schema : null;
  if (table.partition) return null;
  const owner = owners[table.name];
  if (owner === undefined)
    throw new Error(`Say in grants.contract.ts and docs/architecture.md who owns ${table.name}.`);
  return owner;
}

export function describeGrants(store: () => StoreUnderTest): void {
  /** Tries a statement that changes nothing; the check of rights comes first. Returns the error's code. */
  const attempt = async (role: string, sql: string): Promise<string> => {
    const done = store()
      .forRole(role)
      .transaction(async (transaction) => {
        await transaction.execute(sql);
        throw Object.assign(new Error('undo'), { code: 'allowed' });
      });
    return done.catch((error: { code: string }) => error.code);
  };

  test('only the role of its owner writes a table, every role reads what is published', async () => {
    const tables = await store().database.query<Table>(TABLES);
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(owners)));
    const wrong: string[] = [];
    for (const table of tables) {
      const owner = ownerOf(table);
      const name = `${table.schema}.${table.name}`;
      for (const service of services) {
        const role = `equal_index_${service}`;
        const writes = [
          `insert into ${name} default values`,
          `update ${name} set ${table.column} = default where false`,
          `delete from ${name} where false`,
        ];
        for (const sql of writes) {
          const allowed = (await attempt(role, sql)) !== 'permission_denied';
          if (allowed !== (service === owner)) wrong.push(`${service} ${allowed ? 'may' : 'may not'}: ${sql}`);
        }
        const readable = table.schema === 'public' && !table.partition && !unreadable.has(table.name);
        const read = await attempt(role, `select from ${name} limit 1`);
        if ((read === 'allowed') !== (readable || service === owner)) wrong.push(`${service} reads ${name}: ${read}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('a service changes no structure', async () => {
    for (const service of services) {
      const role = `equal_index_${service}`;
      for (const sql of ['create table public.mine (id int4)', 'truncate stocks', 'drop table stocks']) {
        expect([sql, await attempt(role, sql)]).toEqual([sql, 'permission_denied']);
      }
    }
  });
}
