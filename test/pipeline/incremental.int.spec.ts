import fc from 'fast-check';
import pino from 'pino';
import { decodeEvent } from '#contracts/codec';
import type { Event } from '#contracts/envelope';
import type { EventBody } from '#contracts/events';
import { Service, Topic } from '#contracts/topics';
import type { SessionOutcome } from '#domain/advance-index';
import { sessionsBetween } from '#domain/calendar';
import { openVerdict, type LineReference, type Listing, type Verdict } from '#domain/eligibility';
import { defaultIndex, type IndexDefinition } from '#domain/index-definition';
import { chainLevels, type ChainLink } from '#domain/level-chain';
import type { PriceRow } from '#domain/line-state';
import type { Rename } from '#domain/rename';
import type { CorporateAction } from '#domain/session-return';
import { simulateIndex } from '#domain/simulate-index';
import { SqlInbox } from '#messaging/sql-inbox';
import { SqlOutbox } from '#messaging/sql-outbox';
import { acceptBuild, acceptPrices } from '#services/index-construction/src/accept-request';
import { constructIndex } from '#services/index-construction/src/construct-index';
import { advancePerformance } from '#services/performance/src/advance-performance';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase, type PgliteDatabase } from '#storage/pglite-database';

/**
 * Whatever the order of builds, imports and corrections, the stored index must be what one pass of the pure rules over all of it gives.
 * That pass is the oracle here; the code under test is everything that avoids it: durable work, restored state, early stops, chained levels.
 */

const sessions = sessionsBetween('2023-05-22', '2023-07-07');
const tickers = [...'ABCDEFGHIJKLMNOPQRSTUVWX'];

/** The market as it stands, by session and ticker. */
interface Market {
  readonly rows: Map<string, Map<string, PriceRow>>;
  readonly actions: Map<string, CorporateAction>;
  readonly references: Map<string, LineReference & { readonly listings?: readonly Listing[] }>;
  readonly renames: Map<string, Rename>;
  readonly verdicts: Map<string, Verdict>;
}

const priceRow = fc.record({
  cap: fc.option(fc.integer({ min: 1, max: 40 }), { freq: 40, nil: null }),
  close: fc.integer({ min: 1, max: 50 }),
  delisted: fc.boolean().map((value) => value),
});

const rowArbitrary = (session: string, ticker: string): fc.Arbitrary<PriceRow> =>
  fc.tuple(priceRow, fc.noBias(fc.integer({ min: 0, max: 3000 }))).map(([row, dice]) => ({
    ticker,
    close: row.close / 4,
    // The last two lines seldom have a cap of their own: their shares come from long ago.
    marketCap: row.cap === null || (ticker >= 'W' && dice % 8 > 0) ? null : row.cap * 1e9 + session.length,
    eligible: dice < 6 && dice > 0 ? false : null,
    issuer: dice % 5 === 0 ? 'one' : null,
    delistingReturn: dice === 0 ? -0.5 : null,
  }));

const cells = fc
  .constantFrom(...sessions)
  .chain((session) =>
    fc.constantFrom(...tickers).chain((ticker) => rowArbitrary(session, ticker).map((row) => ({ session, row }))),
  );

type Step =
  | { readonly kind: 'build'; readonly first: string; readonly last: string }
  | { readonly kind: 'prices'; readonly cells: readonly { session: string; row: PriceRow }[]; readonly named: boolean }
  | { readonly kind: 'action'; readonly action: CorporateAction }
  | { readonly kind: 'reference'; readonly ticker: string; readonly reference: LineReference }
  | { readonly kind: 'rename'; readonly rename: Rename; readonly moved: boolean }
  | { readonly kind: 'verdict'; readonly session: string; readonly verdict: Verdict }
  | { readonly kind: 'listings'; readonly ticker: string; readonly listings: readonly Listing[] };

/** A line that had no price so far, or one that has: a rename may also meet another line. */
const renameArbitrary: fc.Arbitrary<Rename> = fc.record({
  ticker: fc.constantFrom(...tickers),
  effectiveOn: fc.constantFrom(...sessions, '2023-06-10'),
  newTicker: fc.oneof(
    fc.constantFrom('NA', 'NB', 'NC'),
    fc.constantFrom('NA', 'NB', 'NC'),
    fc.constantFrom(...tickers),
  ),
});

const listingsArbitrary: fc.Arbitrary<readonly Listing[]> = fc
  .array(
    fc.record({
      issuer: fc.constantFrom(null, 'one', 'two'),
      type: fc.constantFrom(null, 'CS', 'CS', 'ADR'),
      sector: fc.constantFrom(null, 'Energy', 'Tools'),
      days: fc.integer({ min: 0, max: 12 }),
      ended: fc.constantFrom(null, 'delisted' as const, 'renamed' as const),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((lines) =>
    lines.map(({ issuer, type, sector, days, ended }, position): Listing => {
      const validTo = ended === null && position === lines.length - 1 ? null : (sessions[position * 11 + days] ?? null);
      return {
        ...{ issuer, type, sector, exchange: null, listedOn: null },
        delistedOn: ended === 'delisted' ? validTo : null,
        ...{ validFrom: sessions[position * 11] as string, validTo },
      };
    }),
  );

const range = fc
  .tuple(fc.nat(sessions.length - 1), fc.nat(sessions.length - 1))
  .map(([a, b]) => ({ first: sessions[Math.min(a, b)] as string, last: sessions[Math.max(a, b)] as string }));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: range.map(({ first, last }) => ({ kind: 'build' as const, first, last })) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('prices' as const),
      cells: fc.array(cells, { minLength: 1, maxLength: 6 }),
      named: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('action' as const),
      action: fc.record({
        ticker: fc.constantFrom(...tickers),
        exDate: fc.constantFrom(...sessions),
        kind: fc.constantFrom('split' as const, 'dividend' as const),
        value: fc.constantFrom(0.5, 2, 3),
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('reference' as const),
      ticker: fc.constantFrom(...tickers),
      reference: fc.record({
        issuer: fc.constantFrom(null, 'one', 'two'),
        type: fc.constantFrom(null, 'etf', 'common'),
        sector: fc.constantFrom(null, 'Energy', 'Tools'),
        exchange: fc.constant(null),
        listedOn: fc.constant(null),
        delistedOn: fc.constantFrom(null, sessions[20] as string),
      }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('rename' as const), rename: renameArbitrary, moved: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('verdict' as const),
      session: fc.constantFrom(...sessions),
      verdict: fc.constantFrom<Verdict>(
        openVerdict,
        { verdict: 'accepted', reasons: [] },
        { verdict: 'blocked', reasons: ['cap_jump: A', 'stale_feed'] },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('listings' as const),
      ticker: fc.constantFrom(...tickers),
      listings: listingsArbitrary,
    }),
  },
);

const definitionArbitrary: fc.Arbitrary<IndexDefinition> = fc
  .record({
    size: fc.constantFrom(2, 3),
    schedule: fc.constantFrom('daily' as const, 'daily' as const, 'monthly' as const),
    lag: fc.constantFrom(0, 0, 1, 2),
    buffer: fc.constantFrom(0, 0, 1),
    share_classes: fc.constantFrom('company' as const, 'line' as const),
    sectors: fc.constantFrom(null, null, ['Energy'], ['Energy', 'Tools']),
    return: fc.constantFrom('price' as const, 'total' as const),
    on_gap: fc.constantFrom('bridge' as const, 'bridge' as const, 'hold' as const),
    cost_bps: fc.constantFrom(0, 10),
  })
  .map((values) => ({ ...defaultIndex, ...values }));

/** The rows that the market starts with: each line trades on most sessions. */
const initialCells = fc
  .array(fc.nat(99), { minLength: sessions.length * tickers.length, maxLength: sessions.length * tickers.length })
  .chain((dice) =>
    fc.tuple(
      ...sessions.flatMap((session, day) =>
        tickers.map((ticker, line) =>
          rowArbitrary(session, ticker).map((row) => ({
            session,
            row: (dice[day * tickers.length + line] as number) < 5 ? null : row,
          })),
        ),
      ),
    ),
  );

let database: PgliteDatabase;
beforeAll(async () => {
  database = await openPgliteDatabase({ directory: null });
  await migrate(database);
  await database.query(`select ensure_stock_price_partitions('2023-01-01', '2023-12-31')`);
});
afterAll(() => database.close());

const inbox = new SqlInbox(Service.performance);
const relay = { wake: (): void => undefined };
const constructionOutbox = new SqlOutbox({ service: Service.indexConstruction, relay, now: () => new Date(0) });
const performanceOutbox = new SqlOutbox({ service: Service.performance, relay, now: () => new Date(0) });
const logger = pino({ level: 'silent' });

async function empty(): Promise<void> {
  await database.executeScript(`
    truncate stock_prices, corporate_actions, stocks, listings, ticker_changes, ingestion_sessions, index_sessions, index_compositions,
      composition_changes, index_session_history, index_performance_history, index_performance, index_performance_state, index_construction.work, index_construction.outbox, performance.outbox, performance.inbox;
    truncate indices cascade;`);
}

async function storeCells(market: Market, changed: readonly { session: string; row: PriceRow }[]): Promise<void> {
  for (const { session, row } of changed) {
    const rows = market.rows.get(session) ?? new Map<string, PriceRow>();
    rows.set(row.ticker, row);
    market.rows.set(session, rows);
  }
  await database.execute(
    `insert into stock_prices (date, ticker, close, market_cap, eligible, issuer, delisting_return, source, revision)
     select distinct on (rows.date, rows.ticker) rows.date, rows.ticker, rows.close, rows.market_cap, rows.eligible, rows.issuer, rows.delisting_return,
       'test', 1
     from jsonb_to_recordset($1::jsonb) as rows(place int, date date, ticker text, close float8, market_cap float8, eligible boolean, issuer text,
       delisting_return float8)
     order by rows.date, rows.ticker, rows.place desc
     on conflict (ticker, date) do update set close = excluded.close, market_cap = excluded.market_cap,
       eligible = excluded.eligible, issuer = excluded.issuer, delisting_return = excluded.delisting_return`,
    [
      JSON.stringify(
        changed.map(({ session, row }, place) => ({
          place,
          date: session,
          ticker: row.ticker,
          close: row.close,
          market_cap: row.marketCap,
          eligible: row.eligible,
          issuer: row.issuer,
          delisting_return: row.delistingReturn,
        })),
      ),
    ],
  );
  await database.execute(
    `insert into ingestion_sessions (date, lines, simulated, revision)
     select date, count(*), false, 1 from stock_prices group by date
     on conflict (date) do update set lines = excluded.lines`,
  );
}

const jobId = '00000000-0000-4000-8000-000000000001';

function ingested(
  changed: readonly string[],
  concerned: readonly string[] | null,
): EventBody<typeof Topic.pricesIngested> {
  const dates = [...new Set(changed)].sort();
  return {
    universe: 'us',
    first_session: dates[0] as string,
    last_session: dates.at(-1) as string,
    sessions: concerned === null ? null : dates,
    tickers: concerned === null ? null : [...new Set(concerned)],
    rows: changed.length,
    kind: 'prices',
    simulated: false,
    revision: 1,
  };
}

async function take(market: Market, taken: Step): Promise<void> {
  if (taken.kind === 'build') {
    const request = { job_id: jobId, index_id: defaultIndex.id, start_date: taken.first, end_date: taken.last };
    await database.transaction((transaction) => acceptBuild(transaction, request));
    return;
  }
  let event: EventBody<typeof Topic.pricesIngested>;
  if (taken.kind === 'prices') {
    await storeCells(market, taken.cells);
    const concerned = taken.cells.map((cell) => cell.row.ticker);
    event = ingested(
      taken.cells.map((cell) => cell.session),
      taken.named ? concerned : null,
    );
  } else if (taken.kind === 'action') {
    const { ticker, exDate, kind, value } = taken.action;
    market.actions.set(`${ticker} ${exDate} ${kind}`, taken.action);
    await database.execute(
      `insert into corporate_actions (ticker, ex_date, kind, value, source, revision) values ($1, $2, $3, $4, 'test', 1)
       on conflict (ticker, ex_date, kind) do update set value = excluded.value`,
      [ticker, exDate, kind, value],
    );
    event = ingested([exDate], [ticker]);
  } else if (taken.kind === 'rename') {
    event = await takeRename(market, taken);
  } else if (taken.kind === 'verdict') {
    const { session, verdict } = taken;
    market.verdicts.set(session, verdict);
    await database.execute(`update ingestion_sessions set verdict = $2, verdict_reasons = $3 where date = $1`, [
      session,
      verdict.verdict,
      verdict.reasons,
    ]);
    event = { ...ingested([session], null), sessions: [session], kind: 'verdict' };
  } else if (taken.kind === 'listings') {
    event = await takeListings(market, taken);
  } else {
    const { ticker, reference } = taken;
    const { listings } = market.references.get(ticker) ?? {};
    market.references.set(ticker, listings === undefined ? reference : { ...reference, listings });
    await database.execute(
      `insert into stocks (ticker, issuer, type, sector, delisted_on, source) values ($1, $2, $3, $4, $5, 'test')
       on conflict (ticker) do update set issuer = excluded.issuer, type = excluded.type, sector = excluded.sector,
         delisted_on = excluded.delisted_on`,
      [ticker, reference.issuer, reference.type, reference.sector ?? null, reference.delistedOn],
    );
    event = ingested(sessions, [ticker]);
  }
  await database.transaction((transaction) => acceptPrices(transaction, event));
}

/** A rename with, if `moved`, the rows under the new name from then on, as a source has them that tells of it in time. */
async function takeRename(
  market: Market,
  { rename, moved }: Extract<Step, { kind: 'rename' }>,
): Promise<EventBody<typeof Topic.pricesIngested>> {
  const { ticker, effectiveOn, newTicker } = rename;
  market.renames.set(`${effectiveOn} ${ticker}`, rename);
  await database.execute(
    `insert into ticker_changes (ticker, effective_on, new_ticker, source, revision) values ($1, $2, $3, 'test', 1)
     on conflict (ticker, effective_on) do update set new_ticker = excluded.new_ticker`,
    [ticker, effectiveOn, newTicker],
  );
  const later = sessions.filter((session) => session >= effectiveOn);
  if (moved && ticker !== newTicker) {
    const rows = later.flatMap((session) => {
      const row = market.rows.get(session)?.get(ticker);
      market.rows.get(session)?.delete(ticker);
      return row === undefined ? [] : [{ session, row: { ...row, ticker: newTicker } }];
    });
    await database.execute(`delete from stock_prices where ticker = $1 and date >= $2`, [ticker, effectiveOn]);
    await storeCells(market, rows);
  }
  return { ...ingested(moved ? later : later.slice(0, 1), [ticker, newTicker]), kind: 'renames' };
}

/** Lines that the ticker named one after the other; each listing is another line. */
async function takeListings(
  market: Market,
  { ticker, listings }: Extract<Step, { kind: 'listings' }>,
): Promise<EventBody<typeof Topic.pricesIngested>> {
  const nothing = { issuer: null, type: null, sector: null, exchange: null, listedOn: null, delistedOn: null };
  const timeless = market.references.get(ticker) ?? nothing;
  // What one line leaves open, the ticker's own reference data say.
  const known =
    listings.length > 1
      ? listings
      : listings.map((listing) => ({
          ...listing,
          issuer: listing.issuer ?? timeless.issuer,
          type: listing.type ?? timeless.type,
          sector: listing.sector ?? timeless.sector ?? null,
        }));
  market.references.set(ticker, { ...timeless, listings: known });
  await database.execute(`delete from listings where ticker = $1`, [ticker]);
  await database.execute(
    `insert into listings (line_id, ticker, valid_from, valid_to, issuer, type, sector, end_reason, source, revision)
     select rows.line_id, $1, rows.valid_from, rows.valid_to, rows.issuer, rows.type, rows.sector, rows.end_reason, 'test', 1
     from jsonb_to_recordset($2::jsonb) as rows(line_id text, valid_from date, valid_to date, issuer text, type text, sector text,
       end_reason text)`,
    [
      ticker,
      JSON.stringify(
        listings.map((listing, position) => ({
          line_id: `${ticker} ${position}`,
          valid_from: listing.validFrom,
          valid_to: listing.validTo,
          issuer: listing.issuer,
          type: listing.type,
          sector: listing.sector ?? null,
          end_reason: listing.validTo === null ? null : listing.delistedOn === null ? 'renamed' : 'delisted',
        })),
      ),
    ],
  );
  return { ...ingested(sessions, [ticker]), kind: 'stocks' };
}

/** Does all pending work and hands index.constructed to performance; returns the change events in order. */
async function settle(): Promise<Event<typeof Topic.compositionChanged>[]> {
  const changes: Event<typeof Topic.compositionChanged>[] = [];
  await constructIndex({ database, outbox: constructionOutbox, logger }, defaultIndex.id, new AbortController().signal);
  const messages = await database.query<{ topic: Topic; key: string; headers: Record<string, string>; body: string }>(
    `delete from index_construction.outbox returning topic, key, headers, body, id`,
  );
  for (const message of (messages as ((typeof messages)[number] & { id: number })[]).sort((a, b) => a.id - b.id)) {
    const event = decodeEvent(message);
    if (event.topic === Topic.indexConstructed) {
      const dependencies = { database, inbox, outbox: performanceOutbox };
      await advancePerformance(dependencies, event as Event<typeof Topic.indexConstructed>);
    }
    if (event.topic === Topic.compositionChanged) changes.push(event as Event<typeof Topic.compositionChanged>);
  }
  return changes;
}

interface Expected {
  readonly sessions: { date: string; status: string; covered: number; reasons: readonly string[] }[];
  readonly compositions: string[];
  readonly changes: string[];
  readonly levels: string[];
}

/** One pass of the pure rules over the whole range: the oracle. */
function expected(definition: IndexDefinition, market: Market, first: string, last: string): Expected {
  const priced = [...market.rows.keys()].filter((date) => date >= first && date <= last).sort();
  const result: Expected = { sessions: [], compositions: [], changes: [], levels: [] };
  const [start, end] = [priced[0], priced.at(-1)];
  if (start === undefined || end === undefined) return result;
  const actions = [...market.actions.values()].sort(
    (a, b) => compare(a.exDate, b.exDate) || compare(b.kind, a.kind) || compare(a.ticker, b.ticker),
  );
  const renames = [...market.renames.values()]
    .filter((rename) => rename.ticker !== rename.newTicker)
    .sort((a, b) => compare(a.effectiveOn, b.effectiveOn) || compare(a.ticker, b.ticker));
  const days = sessionsBetween(start, end).map((session) => ({
    session,
    rows: [...(market.rows.get(session)?.values() ?? [])],
    verdict: market.verdicts.get(session) ?? openVerdict,
  }));
  const links: ChainLink[] = [];
  for (const { outcome, link } of simulateIndex(definition, {
    days,
    actions,
    renames,
    references: market.references,
  })) {
    describeOutcome(result, outcome);
    if (link !== null) links.push(link);
  }
  for (const level of chainLevels(null, links, definition)) {
    result.levels.push(
      [
        level.session,
        level.dailyReturn,
        level.level,
        level.netLevel,
        level.turnover,
        level.benchmarkReturn,
        level.benchmarkLevel,
        level.constituents,
      ].join(' '),
    );
  }
  return result;
}

function describeOutcome(result: Expected, outcome: SessionOutcome): void {
  const { session: date, status, covered } = outcome;
  result.sessions.push({
    date,
    status,
    covered,
    reasons: outcome.status === 'published' ? outcome.notes : outcome.reasons,
  });
  if (outcome.status !== 'published') return;
  for (const line of outcome.constituents) {
    result.compositions.push(
      [date, line.rank, line.ticker, line.weight, line.close, line.marketCap, line.staleSessions].join(' '),
    );
  }
  for (const line of outcome.change?.entered ?? [])
    result.changes.push([date, 'entered', line.ticker, line.rank, line.previous_rank].join(' '));
  for (const line of outcome.change?.exited ?? []) {
    result.changes.push([date, 'exited', line.ticker, line.rank, line.previous_rank, line.reason].join(' '));
  }
  for (const line of outcome.change?.renamed ?? [])
    result.changes.push([date, 'renamed', line.ticker, line.new_ticker].join(' '));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function stored(): Promise<Expected> {
  const texts = async (sql: string): Promise<string[]> =>
    (await database.query<{ line: (string | number | null)[] }>(sql)).map((row) => Object.values(row).join(' '));
  return {
    sessions: await database.query(`select date, status, covered, reasons from index_sessions order by date`),
    compositions: await texts(
      `select date, rank, ticker, weight, close, market_cap, stale_sessions from index_compositions order by date, rank nulls last, ticker`,
    ),
    changes: [
      ...(await texts(
        `select date, action, ticker, rank, previous_rank from composition_changes where action = 'entered' order by date, ticker`,
      )),
      ...(await texts(
        `select date, action, ticker, rank, previous_rank, reason from composition_changes where action = 'exited' order by date, ticker`,
      )),
      ...(await texts(
        `select date, action, ticker, new_ticker from composition_changes where action = 'renamed' order by date, ticker`,
      )),
    ],
    levels: await texts(
      `select date, daily_return, level, net_level, turnover, benchmark_return, benchmark_level, constituents
       from index_performance order by date`,
    ),
  };
}

/** Statements about one session that would both have been known at one time, or never. */
async function overlaps(): Promise<object[]> {
  const overlapping = (current: string, history: string): string =>
    `with known as (
       select index_id, date, known_from, known_until from ${history}
       union all select index_id, date, known_from, 'infinity' from ${current})
     select * from (
       select known.*, lead(known.known_from) over (partition by known.index_id, known.date order by known.known_from) as next from known) said
     where said.known_from >= said.known_until or said.next < said.known_until`;
  return [
    ...(await database.query(overlapping('index_sessions', 'index_session_history'))),
    ...(await database.query(overlapping('index_performance', 'index_performance_history'))),
  ];
}

/** What a consumer of the change events alone would hold: per session the highest revision, folded in session order. */
function reconstruct(
  events: readonly Event<typeof Topic.compositionChanged>[],
  published: readonly string[],
): Map<string, string> {
  const latest = new Map<string, EventBody<typeof Topic.compositionChanged>>();
  for (const { body } of events) {
    const known = latest.get(body.session);
    if (known === undefined || body.revision > known.revision) latest.set(body.session, body);
  }
  const members = new Set<string>();
  const compositions = new Map<string, string>();
  for (const session of published) {
    const body = latest.get(session);
    if (body?.kind === 'initialized') {
      members.clear();
      for (const member of body.members ?? []) members.add(member.ticker);
    } else if (body !== undefined && body.kind !== 'withdrawn') {
      for (const line of body.exited) members.delete(line.ticker);
      for (const line of body.renamed ?? []) members.delete(line.ticker);
      for (const line of body.renamed ?? []) members.add(line.new_ticker);
      for (const line of body.entered) members.add(line.ticker);
    }
    compositions.set(session, [...members].sort().join());
  }
  return compositions;
}

it('gives the same tables as one pass of the rules, and events that reconstruct them', async () => {
  await fc.assert(
    fc.asyncProperty(
      definitionArbitrary,
      initialCells,
      fc.array(step, { minLength: 1, maxLength: 10 }),
      async (definition, initial, steps) => {
        await empty();
        await database.execute(`insert into indices (id, definition) values ($1, $2::jsonb)`, [
          definition.id,
          JSON.stringify(definition),
        ]);
        const market: Market = {
          ...{ rows: new Map(), actions: new Map(), references: new Map() },
          ...{ renames: new Map(), verdicts: new Map() },
        };
        await storeCells(
          market,
          initial.filter((cell): cell is { session: string; row: PriceRow } => cell.row !== null),
        );
        const events: Event<typeof Topic.compositionChanged>[] = [];
        for (const taken of steps) {
          await take(market, taken);
          events.push(...(await settle()));
          const [reach] = await database.query<{ first: string | null; last: string | null }>(
            `select first_requested as first, last_requested as last from indices`,
          );
          const wanted =
            reach?.first == null || reach.last == null
              ? { sessions: [], compositions: [], changes: [], levels: [] }
              : expected(definition, market, reach.first, reach.last);
          const found = await stored();
          expect(found.sessions).toEqual(wanted.sessions);
          expect(found.compositions).toEqual(wanted.compositions);
          expect(found.changes.sort()).toEqual([...wanted.changes].sort());
          expect(found.levels).toEqual(wanted.levels);
          expect(await overlaps()).toEqual([]);
          const published = wanted.sessions
            .filter((session) => session.status === 'published')
            .map((session) => session.date);
          const held = new Map<string, string[]>();
          for (const line of wanted.compositions) {
            const [date, , ticker] = line.split(' ') as [string, string, string];
            held.set(date, [...(held.get(date) ?? []), ticker]);
          }
          const rebuilt = reconstruct(events, published);
          for (const date of published)
            expect([date, rebuilt.get(date)]).toEqual([date, (held.get(date) ?? []).sort().join()]);
        }
      },
    ),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 40), endOnFailure: true },
  );
}, 600_000);
