import { createHash, randomUUID } from 'node:crypto';
import { sessionsBetween } from '#domain/calendar';
import { ApplicationError } from '#domain/errors';
import { defaultIndex } from '#domain/index-definition';
import { performanceMetrics } from '#domain/metrics';
import { Service, Topic } from '#contracts/topics';
import { SqlInbox } from '#messaging/sql-inbox';
import { SqlOutbox } from '#messaging/sql-outbox';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase } from '#storage/pglite-database';
import type { PgliteDatabase } from '#storage/pglite-database';
import type { Database } from '#storage/database';
import { hasIndependentReader, readWorkbook } from '../test/read-workbook.js';
import type { ReadSheet } from '../test/read-workbook.js';
import { exportRange } from './export-range.js';
import type { ExportParts, ExportRequested } from './export-range.js';
import { purgeExports } from './export.store.js';

const SIZE = 3;
const now = new Date('2023-06-01T12:00:00.000Z');
const definition = { ...defaultIndex, size: SIZE };
const sessions = sessionsBetween('2022-12-20', '2023-02-28');
const gap = '2023-01-19';
const published = sessions.filter((date) => date !== gap);
const members = [
  { ticker: 'NA', name: '=cmd|calc', sector: 'Technology', exchange: 'NASDAQ' },
  { ticker: 'BRK.B', name: 'Företag & <Söner>', sector: null, exchange: 'NYSE' },
  { ticker: 'TRUE', name: null, sector: null, exchange: null },
];

const levelAt = (position: number): number => 1000 * Math.exp(0.01 * Math.sin(position) + 0.0007 * position);
const returnAt = (position: number): number | null =>
  position === 0 ? null : levelAt(position) / levelAt(position - 1) - 1;

let store: PgliteDatabase;
let database: Database;
let parts: ExportParts;

beforeAll(async () => {
  store = await openPgliteDatabase({ directory: null });
  await migrate(store);
  await seed(store);
  database = store.forRole('equal_index_export');
  const outbox = new SqlOutbox({ service: Service.export, relay: { wake: () => undefined }, now: () => now });
  parts = { database, outbox, inbox: new SqlInbox(Service.export), clock: { now: () => now }, createId: randomUUID };
});

afterAll(async () => store.close());

beforeEach(async () => {
  await database.execute('delete from exports');
  await database.execute('delete from export.outbox');
});

async function seed(owner: Database): Promise<void> {
  await owner.execute('update ingestion_state set revision = 7, simulated = true');
  await owner.execute(
    `insert into indices (id, definition, base_session, last_session, revision) values ($1, $2::text::jsonb, $3, $4, 3)`,
    [definition.id, JSON.stringify(definition), published[0] ?? '', published.at(-1) ?? ''],
  );
  await owner.execute('insert into index_performance_state (index_id, revision) values ($1, 3)', [definition.id]);
  for (const { ticker, name, sector, exchange } of members) {
    if (name === null) continue;
    await owner.execute(`insert into stocks (ticker, name, sector, exchange, source) values ($1, $2, $3, $4, 'test')`, [
      ticker,
      name,
      sector,
      exchange,
    ]);
  }
  for (const date of sessions) {
    const status = date === gap ? 'incomplete' : 'published';
    const reasons = date === gap ? ['partial_load: 2 lines'] : [];
    await owner.execute(
      `insert into index_sessions (index_id, date, status, reasons, eligible, covered, constituents, rebalanced, revision)
       values ($1, $2, $3, $4, 5, 5, $5, true, 1)`,
      [definition.id, date, status, reasons, SIZE],
    );
  }
  for (const [position, date] of published.entries()) await seedSession(owner, position, date);
  await owner.execute(
    `insert into composition_changes (index_id, date, ticker, action, new_ticker) values ($1, $2, 'OLD', 'renamed', 'TRUE')`,
    [definition.id, renamedOn],
  );
}

async function seedSession(owner: Database, position: number, date: string): Promise<void> {
  const sessionReturn = returnAt(position);
  await owner.execute(
    `insert into index_performance (index_id, date, daily_return, cumulative_return, level, session_return, turnover, net_level, constituents)
     values ($1, $2, $3, $4, $5, $6, $7, $5, $8)`,
    [
      definition.id,
      date,
      sessionReturn === null ? null : sessionReturn * 100,
      (levelAt(position) / levelAt(0) - 1) * 100,
      levelAt(position),
      sessionReturn,
      position === 0 ? null : 0.01,
      SIZE,
    ],
  );
  for (const [rank, { ticker }] of members.entries()) {
    await owner.execute(
      `insert into index_compositions (index_id, date, ticker, weight, rank, close, market_cap) values ($1, $2, $3, $4, $5, $6, $7)`,
      [definition.id, date, ticker, 1 / SIZE, rank + 1, 100.1 + position / 3, rank === 2 ? null : 3e12 / (rank + 1)],
    );
  }
  if (position % 10 !== 0) return;
  await owner.execute(
    `insert into composition_changes (index_id, date, ticker, action, rank, previous_rank, reason)
     values ($1, $2, 'NA', 'entered', 1, null, null), ($1, $2, 'GONE', 'exited', null, 3, 'delisted')`,
    [definition.id, date],
  );
}

/** On a session on which nothing else changes. */
const renamedOn = published.find((date) => date > '2023-01-05') ?? '';

function requestOf(start: string, end: string, indexId = definition.id): ExportRequested {
  return {
    id: randomUUID(),
    topic: Topic.exportRequested,
    source: Service.queryGateway,
    time: now.toISOString(),
    key: 'job',
    traceparent: null,
    body: { job_id: randomUUID(), index_id: indexId, start_date: start, end_date: end },
  };
}

async function announced(): Promise<{ topic: string; body: Record<string, unknown> }[]> {
  const rows = await database.query<{ topic: string; body: string }>(
    'select topic, body from export.outbox order by id',
  );
  return rows.map(({ topic, body }) => ({ topic, body: JSON.parse(body) as Record<string, unknown> }));
}

async function storedFile(id: string): Promise<Buffer> {
  const chunks = await database.query<{ data: Uint8Array }>(
    'select data from export_chunks where export_id = $1 order by position',
    [id],
  );
  return Buffer.concat(chunks.map(({ data }) => data));
}

const run = (event: ExportRequested, signal = new AbortController().signal): Promise<void> =>
  exportRange(parts, event, signal);

describe('exportRange', () => {
  it('stores the workbook and announces it with its size and hash', async () => {
    const event = requestOf('2023-01-01', '2023-01-31');
    await run(event);
    const events = await announced();
    const completed = events.at(-1);
    expect(completed?.topic).toBe(Topic.exportCompleted);
    expect(completed?.body).toMatchObject({
      job_id: event.body.job_id,
      file_name: 'top100-equal_2023-01-01_2023-01-31.xlsx',
    });
    const file = await storedFile(String(completed?.body['export_id']));
    expect(completed?.body['bytes']).toBe(file.length);
    expect(completed?.body['sha256']).toBe(createHash('sha256').update(file).digest('hex'));
    const [row] = await database.query<{ expires_at: Date }>('select expires_at from exports');
    expect(row?.expires_at.toISOString()).toBe('2023-06-08T12:00:00.000Z');
    expect(events.slice(0, -1).every(({ topic }) => topic === Topic.jobProgressed)).toBe(true);
  });

  it('gives the same bytes for the same data, under another id', async () => {
    await run(requestOf('2023-01-01', '2023-01-31'));
    await run(requestOf('2023-01-01', '2023-01-31'));
    const files = await database.query<{ id: string; sha256: string }>('select id, sha256 from exports');
    expect(files).toHaveLength(2);
    expect(files[0]?.sha256).toBe(files[1]?.sha256);
  });

  it('keeps one file and announces once when the same event comes twice', async () => {
    const event = requestOf('2023-01-01', '2023-01-31');
    await run(event);
    await run(event);
    expect(await database.query('select id from exports')).toHaveLength(1);
    expect((await announced()).filter(({ topic }) => topic === Topic.exportCompleted)).toHaveLength(1);
  });

  it.each([
    ['an index that is not built', '2023-01-01', '2023-01-31', 'other', '/problems/index-not-built', 404],
    ['a range without sessions', '2021-01-01', '2021-01-31', definition.id, '/problems/outside-built-range', 404],
  ])('fails the job for %s, with the reason', async (_, start, end, indexId, type, status) => {
    const event = requestOf(start, end, indexId);
    await run(event);
    const [only, ...others] = await announced();
    expect(others).toEqual([]);
    expect(only?.topic).toBe(Topic.jobProgressed);
    expect(only?.body).toMatchObject({ job_id: event.body.job_id, status: 'failed', error: { type, status } });
    expect(await database.query('select id from exports')).toEqual([]);
  });

  it('leaves nothing behind when the process is stopped, and is done by the next delivery', async () => {
    const event = requestOf('2023-01-01', '2023-01-31');
    await expect(run(event, AbortSignal.abort())).rejects.toMatchObject({
      code: 'export.interrupted',
      retryable: true,
    });
    expect(await database.query('select id from exports')).toEqual([]);
    await run(event);
    expect((await announced()).at(-1)?.topic).toBe(Topic.exportCompleted);
  });

  const cancel = (jobId: string): Promise<number> =>
    store.execute(
      'insert into job_cancellations (job_id, requested_at) values ($1::uuid, $2) on conflict (job_id) do nothing',
      [jobId, now],
    );

  it('ends without a file when it is cancelled: before it began, on the way, and just before it is done', async () => {
    const waiting = requestOf('2023-01-01', '2023-01-31');
    await cancel(waiting.body.job_id);
    await run(waiting);
    const running = requestOf('2023-01-01', '2023-01-31');
    // The first report of progress is written on the way: then somebody cancels.
    const onTheWay: ExportParts['outbox'] = {
      append: async (transaction, events) => {
        await parts.outbox.append(transaction, events);
        transaction.afterCommit(() => void cancel(running.body.job_id));
      },
    };
    await exportRange({ ...parts, outbox: onTheWay }, running, new AbortController().signal);
    for (const { body } of [waiting, running]) {
      const said = (await announced()).filter((event) => event.body['job_id'] === body.job_id);
      expect(said.at(-1)).toMatchObject({ topic: Topic.jobProgressed, body: { status: 'cancelled', result: null } });
      expect(said.map(({ topic }) => topic)).not.toContain(Topic.exportCompleted);
    }
    expect(await database.query('select id from exports')).toEqual([]);
    expect(await database.query('select export_id from export_chunks')).toEqual([]);
    const before = (await announced()).length;
    await run(waiting);
    expect(await announced()).toHaveLength(before);
  });

  it('is tried again when levels are missing, or when the data change meanwhile', async () => {
    const last = published.at(-1) ?? '';
    await store.execute('update index_performance set index_id = $1 where date = $2', ['aside', last]);
    await expect(run(requestOf('2023-02-01', '2023-02-28'))).rejects.toMatchObject({
      code: 'export.performance_behind',
      retryable: true,
    });
    await store.execute('update index_performance set index_id = $1 where date = $2', [definition.id, last]);

    // The time is asked for once more after the plan is loaded: an import gets in between.
    const clock = {
      now: () => {
        void store.execute('update ingestion_state set revision = revision + 1');
        return now;
      },
    };
    const interrupted = exportRange(
      { ...parts, clock },
      requestOf('2023-01-01', '2023-01-31'),
      new AbortController().signal,
    );
    await expect(interrupted).rejects.toMatchObject({ code: 'export.data_changed', retryable: true });
    expect(await database.query('select id from exports')).toEqual([]);
    await store.execute('update ingestion_state set revision = 7');
  });

  it('keeps a workbook whose commit stood, although the connection was lost before that was heard', async () => {
    let completing = false;
    const outbox: ExportParts['outbox'] = {
      append: async (transaction, events) => {
        completing ||= events.some(({ topic }) => topic === Topic.exportCompleted);
        await parts.outbox.append(transaction, events);
      },
    };
    const lossy: Database = {
      query: (text, values) => database.query(text, values),
      execute: (text, values) => database.execute(text, values),
      executeScript: (text) => database.executeScript(text),
      close: () => Promise.resolve(),
      transaction: async (work) => {
        const result = await database.transaction(work);
        if (completing) throw new ApplicationError('database_unavailable', 'lost', { retryable: true });
        return result;
      },
    };
    const event = requestOf('2023-01-01', '2023-01-31');
    const signal = new AbortController().signal;
    const lost = exportRange({ ...parts, database: lossy, outbox }, event, signal);
    await expect(lost).rejects.toMatchObject({ code: 'database_unavailable' });
    await run(event);
    const [completed, ...others] = (await announced()).filter(({ topic }) => topic === Topic.exportCompleted);
    expect(others).toEqual([]);
    const kept = await database.query<{ id: string }>('select id from exports');
    expect(kept).toEqual([{ id: completed?.body['export_id'] }]);
  });

  it('deletes what has expired and what dead processes left', async () => {
    const insert = (sha256: string, created: string, expires: string): Promise<number> =>
      database.execute(
        `insert into exports (id, index_id, start_date, end_date, file_name, bytes, sha256, created_at, expires_at)
         values ($1, 'x', '2023-01-01', '2023-01-31', 'x.xlsx', 1, $2, $3, $4)`,
        [randomUUID(), sha256, created, expires],
      );
    await insert('done', '2023-05-20T00:00:00Z', '2023-05-27T00:00:00Z');
    await insert('kept', '2023-05-31T00:00:00Z', '2023-06-07T00:00:00Z');
    await insert('', '2023-05-30T00:00:00Z', '2023-05-30T00:00:00Z');
    await insert('', '2023-06-01T11:00:00Z', '2023-06-01T11:00:00Z');
    expect(await purgeExports(database, now)).toBe(2);
    const left = await database.query<{ sha256: string }>('select sha256 from exports order by created_at');
    expect(left.map(({ sha256 }) => sha256)).toEqual(['kept', '']);
  });
});

const independent = hasIndependentReader() ? describe : describe.skip;

independent('an exported workbook, read by openpyxl', () => {
  let sheets: readonly ReadSheet[];
  const range = published.filter((date) => date >= '2023-01-01' && date <= '2023-01-31');
  const valuesOf = (name: string): unknown[][] =>
    (sheets.find((sheet) => sheet.name === name)?.rows ?? []).map((row) => row.map((cell) => cell.v));

  beforeAll(async () => {
    await run(requestOf('2023-01-01', '2023-01-31'));
    const [file] = await database.query<{ id: string }>('select id from exports order by created_at desc limit 1');
    sheets = readWorkbook(await storedFile(file?.id ?? ''));
  });

  it('has the four sheets, the long ones with a frozen header and filters', () => {
    expect(sheets.map(({ name }) => name)).toEqual(['Summary', 'Performance', 'Compositions', 'Changes']);
    for (const sheet of sheets.slice(1)) {
      expect(sheet.frozen).toBe('A2');
      expect(sheet.filter).toMatch(/^A1:[A-Z]\d+$/);
    }
    expect(sheets.flatMap(({ rows }) => rows.flat()).filter(({ t }) => t === 'f')).toEqual([]);
  });

  it('has the stored performance in its cells, as fractions', () => {
    const [header, ...rows] = valuesOf('Performance');
    expect(header).toEqual(['Date', 'Daily return', 'Cumulative return', 'Level', 'Constituents', 'Turnover']);
    expect(rows.map((row) => row[0])).toEqual(range);
    for (const row of rows) {
      const position = published.indexOf(String(row[0]));
      expect(row[1]).toBe(returnAt(position));
      expect(row[2]).toBeCloseTo(levelAt(position) / levelAt(0) - 1, 14);
      expect(row.slice(3)).toEqual([levelAt(position), SIZE, 0.01]);
    }
  });

  it('has the compositions by date and rank, with text as text', () => {
    const [, ...rows] = valuesOf('Compositions');
    expect(rows).toHaveLength(range.length * SIZE);
    const position = published.indexOf('2023-01-13');
    const friday = rows.filter((row) => row[0] === '2023-01-13');
    const close = 100.1 + position / 3;
    // The Monday after was a holiday.
    expect(friday).toEqual([
      ['2023-01-13', '2023-01-17', 1, 'NA', "'=cmd|calc", 'Technology', 'NASDAQ', 1 / SIZE, close, 3e12],
      ['2023-01-13', '2023-01-17', 2, 'BRK.B', 'Företag & <Söner>', null, 'NYSE', 1 / SIZE, close, 1.5e12],
      ['2023-01-13', '2023-01-17', 3, 'TRUE', null, null, null, 1 / SIZE, close, null],
    ]);
  });

  it('has the changes with their reasons', () => {
    const [, ...rows] = valuesOf('Changes');
    const dates = published.filter((date, position) => position > 0 && position % 10 === 0 && range.includes(date));
    expect(rows.map((row) => row[0])).toEqual([...dates.flatMap((date) => [date, date]), renamedOn].sort());
    const saidOf = (action: string): unknown => rows.find((row) => row[2] === action)?.slice(2);
    expect(saidOf('entered')).toEqual(['entered', 'NA', "'=cmd|calc", 1, null, null, null]);
    expect(saidOf('exited')).toEqual(['exited', 'GONE', null, null, 3, 'delisted', null]);
    expect(saidOf('renamed')).toEqual(['renamed', 'OLD', null, null, null, null, 'TRUE']);
  });

  it('sums up the range, labels the simulation and lists the gap', () => {
    const lines = new Map(valuesOf('Summary').map((row) => [String(row[0]), row[1]]));
    const points = published
      .map((date, position) => ({
        session: date,
        level: levelAt(position),
        sessionReturn: returnAt(position),
        turnover: 0.01,
      }))
      .filter(({ session }) => session >= '2022-12-30' && session <= '2023-01-31');
    const metrics = performanceMetrics(points);
    expect(lines.get('Data source')).toBe('simulated market, not real prices');
    expect(lines.get('First session')).toBe('2023-01-03');
    expect(lines.get('Last session')).toBe('2023-01-31');
    expect(lines.get('Level at start')).toBe(points[0]?.level);
    expect(lines.get('Level at end')).toBe(points.at(-1)?.level);
    expect(lines.get('Period return')).toBe(metrics.total_return);
    expect(lines.get('Annualised volatility')).toBe(metrics.annualised_volatility);
    expect(lines.get('Maximum drawdown')).toBe(metrics.max_drawdown);
    expect(lines.get('Turnover')).toBeCloseTo(0.01 * range.length, 12);
    expect(lines.get('incomplete')).toBe(gap);
    expect([lines.get('Additions'), lines.get('Deletions'), lines.get('Renames')]).toEqual([2, 2, 1]);
    const additions = valuesOf('Summary').find(([label]) => label === 'Additions');
    expect(additions).toContain('On 2 sessions with a change.');
    expect(lines.get('Data revision')).toBe('data 7, index 3, performance 3');
  });
});
