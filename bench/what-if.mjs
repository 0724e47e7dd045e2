/**
 * Measures what-ifs on a real PostgreSQL, after a build: node --expose-gc bench/what-if.mjs [LINES] [SESSIONS]
 * Without figures 5,000 lines over 1,260 sessions, five years. Takes the server of DATABASE_URL, else one of its own.
 */
import { BinaryCopyEncoder } from '#storage/binary-copy';
import { epochDay } from '#domain/calendar-date';
import { sessionsBetween } from '#domain/calendar';
import { migrate } from '#storage/migrate';
import { createPostgresDatabase } from '#storage/postgres-database';
import { startRealPostgres } from '#testing/real-services';
import { MarketPanels } from '#services/query-gateway/src/definitions/market-panels';
import { whatIf } from '#services/query-gateway/src/definitions/what-if';

const [LINES = 5000, SESSIONS = 1260] = process.argv.slice(2).map(Number);
const RUNS = 9;
const SECTORS = 11;
const sessions = sessionsBetween('2019-01-02', '2029-12-31').slice(0, SESSIONS);
const [first, last] = [sessions[0], sessions.at(-1)];
const columns = ['date', 'ticker', 'close', 'market_cap', 'source', 'revision'];

function* chances() {
  for (let state = 11; ; state = (state * 48_271) % 2_147_483_647) yield state / 2_147_483_647;
}
const chance = chances();
const next = () => chance.next().value;
/** About normal. */
const shock = () => next() + next() + next() + next() - 2;

/** Caps spread over five powers of ten, prices that move by 2 % a day. */
async function* prices() {
  const encoder = new BinaryCopyEncoder();
  const closes = Array.from({ length: LINES }, () => 5 + 300 * next());
  const shares = closes.map((close) => 10 ** (7.5 + 4 * next() ** 2) / close);
  for (const session of sessions) {
    const day = epochDay(session);
    for (let line = 0; line < LINES; line += 1) {
      closes[line] *= Math.exp(0.035 * shock());
      encoder.beginRow(columns.length);
      encoder.date(day);
      encoder.text(`T${line}`);
      encoder.float8(closes[line]);
      encoder.float8(closes[line] * shares[line]);
      encoder.text('bench');
      encoder.int8(1);
    }
    for (let chunk = encoder.takeChunk(); chunk !== null; chunk = encoder.takeChunk()) yield chunk;
  }
  yield* encoder.finish();
}

/** What the services would have stored of the default index, as far as a what-if looks at it. */
async function store(database) {
  await migrate(database);
  await database.query('select ensure_stock_price_partitions($1, $2)', [first, last]);
  await database.transaction(async (transaction) => {
    await transaction.executeScript('set local statement_timeout = 0');
    await transaction.copyIn({ table: 'stock_prices', columns }, prices());
  });
  await database.executeScript(`
    insert into stocks (ticker, name, sector, exchange, source)
      select 'T' || line, 'Line ' || line, 'Sector ' || line % ${SECTORS}, 'XNYS', 'bench' from generate_series(0, ${LINES - 1}) line;
    insert into corporate_actions (ticker, ex_date, kind, value, source, revision)
      select 'T' || line, date '${first}' + 91 * quarter + line % 90, 'dividend', 0.3, 'bench', 1
      from generate_series(0, ${LINES - 1}) line, generate_series(0, ${Math.floor(SESSIONS / 63)}) quarter;
    update ingestion_state set revision = 1;
    insert into indices (id, definition, first_requested, last_requested, follows_head, base_session, last_session)
      values ('top100-equal', '{}', '${first}', '${last}', true, '${first}', '${last}');`);
  await database.execute(
    `insert into ingestion_sessions (date, lines, simulated, revision) select unnest($1::date[]), $2, false, 1`,
    [sessions, LINES],
  );
  await database.execute(
    `insert into index_sessions (index_id, date, status, eligible, covered, constituents, rebalanced, hash, revision)
     select 'top100-equal', unnest($1::date[]), 'published', $2, $2, 100, true, '', 1`,
    [sessions, LINES],
  );
  await database.executeScript('analyze stock_prices');
}

const milliseconds = async (work) => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};
/** Time of the processor that this process takes: what is left of a measurement when the machine has other work. */
const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const memory = () => {
  globalThis.gc?.();
  const { rss, external, arrayBuffers } = process.memoryUsage();
  const mib = (bytes) => Math.round(bytes / 1024 / 1024);
  return `process ${mib(rss)} MiB, of it tables of numbers ${mib(Math.max(arrayBuffers, external))} MiB`;
};

const given = process.env['DATABASE_URL'];
const server = given === undefined ? await startRealPostgres() : { url: given, stop: async () => undefined };
const database = createPostgresDatabase({
  ...{ url: server.url, role: null, maxConnections: 4, statementTimeoutMs: 60_000 },
  ...{ applicationName: 'bench', onError: () => undefined },
});
try {
  console.log(`${LINES} lines, ${SESSIONS} sessions: ${(LINES * SESSIONS).toLocaleString('en')} rows`);
  console.log(`store: ${Math.round(await milliseconds(() => store(database)))} ms`);
  const panels = new MarketPanels(database);
  const range = { start_date: first, end_date: last };
  const ask = async (definition, include) => {
    const answer = await whatIf({ database, panels }, { definition, ...range, include }, new AbortController().signal);
    JSON.stringify(answer);
  };
  console.log(`cold, top 100 daily: ${Math.round(await milliseconds(() => ask({}, ['metrics'])))} ms; ${memory()}`);
  const everything = ['performance', 'changes', 'composition', 'metrics'];
  const questions = [
    ['top 100 daily', {}, []],
    ['top 100 daily, all that can be answered', {}, everything],
    [
      'top 100 monthly, lag 1, buffer 20, total return',
      { schedule: 'monthly', lag: 1, buffer: 20, return: 'total' },
      everything,
    ],
    ['top 50 of one sector', { size: 50, sectors: ['Sector 3'] }, everything],
    ['top 500 daily', { size: 500 }, everything],
  ];
  for (const [name, definition, include] of questions) {
    const times = [];
    const before = processorTime();
    for (let run = 0; run < RUNS; run += 1) times.push(await milliseconds(() => ask(definition, include)));
    times.sort((a, b) => a - b);
    const median = times[Math.floor(RUNS / 2)];
    console.log(
      `warm, ${name}: median ${Math.round(median)} ms, least ${Math.round(times[0])} ms, most ${Math.round(times.at(-1))} ms; of the processor ${Math.round((processorTime() - before) / RUNS)} ms each`,
    );
  }
  console.log(memory());
} finally {
  await database.close();
  await server.stop();
}
