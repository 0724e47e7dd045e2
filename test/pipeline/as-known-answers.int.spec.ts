import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import pino from 'pino';
import request from 'supertest';
import { decodeEvent } from '#contracts/codec';
import type { Event } from '#contracts/envelope';
import type { EventBody } from '#contracts/events';
import { Service, Topic } from '#contracts/topics';
import { sessionsBetween } from '#domain/calendar';
import { defaultIndex } from '#domain/index-definition';
import { SqlInbox } from '#messaging/sql-inbox';
import { SqlOutbox } from '#messaging/sql-outbox';
import { acceptBuild, acceptPrices } from '#services/index-construction/src/accept-request';
import { constructIndex } from '#services/index-construction/src/construct-index';
import { advancePerformance } from '#services/performance/src/advance-performance';
import { startGateway, type GatewayApp, type GatewayStore } from '#services/query-gateway/test/gateway-app';
import { openPgliteDatabase, type PgliteDatabase } from '#storage/pglite-database';

/**
 * Whatever is corrected, withdrawn, renamed or built anew: asked what was known at a past instant, the gateway answers what it answered
 * at that instant, word for word.
 */

const FIRST = '2023-01-03';
const LAST = '2023-01-13';
const sessions = sessionsBetween(FIRST, LAST);
const lines = ['A', 'B', 'C', 'D'];
const logger = pino({ level: 'silent' });
const relay = { wake: (): void => undefined };
const now = (): Date => new Date();
const constructionOutbox = new SqlOutbox({ service: Service.indexConstruction, relay, now });
const performanceOutbox = new SqlOutbox({ service: Service.performance, relay, now });

let gateway: GatewayApp;
let store: PgliteDatabase;

beforeAll(async () => {
  const open = async (): Promise<GatewayStore> => {
    store = await openPgliteDatabase({ directory: null });
    return { database: store, forRole: (role) => store.forRole(role), close: () => store.close() };
  };
  gateway = await startGateway('2023-02-03', open);
  gateway.clock.now = now;
  await store.query('select ensure_stock_price_partitions($1, $2)', [FIRST, LAST]);
}, 60_000);
afterAll(() => gateway.close());

type Step =
  | { readonly kind: 'build'; readonly first: string; readonly last: string }
  | { readonly kind: 'price'; readonly session: string; readonly ticker: string; readonly close: number }
  | { readonly kind: 'verdict'; readonly session: string; readonly verdict: string }
  | { readonly kind: 'rename'; readonly session: string; readonly ticker: string; readonly newTicker: string };

const session = fc.constantFrom(...sessions);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .tuple(session, session)
      .map(([a, b]) => ({ kind: 'build' as const, first: a < b ? a : b, last: a < b ? b : a })),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ kind: fc.constant('price' as const), session, ticker: fc.constantFrom(...lines) },
      close: fc.integer({ min: 1, max: 9 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{
        kind: fc.constant('verdict' as const),
        session: fc.oneof(session, fc.constantFrom(...sessions.slice(0, 2))),
      },
      verdict: fc.constantFrom('open', 'blocked', 'blocked', 'accepted'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ kind: fc.constant('rename' as const), session, ticker: fc.constantFrom(...lines) },
      newTicker: fc.constantFrom('N', 'O'),
    }),
  },
);

async function empty(): Promise<void> {
  await store.executeScript(`
    truncate stock_prices, ticker_changes, ingestion_sessions, index_sessions, index_compositions, composition_changes, index_performance,
      index_session_history, index_performance_history, index_performance_state, index_construction.work,
      index_construction.outbox, performance.outbox, performance.inbox;
    truncate indices cascade;`);
  await store.execute(`insert into indices (id, definition) values ($1, $2::text::jsonb)`, [
    defaultIndex.id,
    JSON.stringify({ ...defaultIndex, size: 2 }),
  ]);
  await store.execute(
    `insert into stock_prices (date, ticker, close, market_cap, source, revision)
     select session, ticker, 5, cap, 'test', 1
     from unnest($1::date[]) session, (values ('A', 5.4), ('B', 5.3), ('C', 5.2), ('D', 5.1)) as given (ticker, cap)`,
    [sessions],
  );
  await store.execute(
    `insert into ingestion_sessions (date, lines, simulated, revision) select unnest($1::date[]), 4, false, 1`,
    [sessions],
  );
}

async function take(taken: Step): Promise<void> {
  if (taken.kind === 'build') {
    const job_id = '00000000-0000-4000-8000-000000000001';
    const { first: start_date, last: end_date } = taken;
    await store.transaction((transaction) =>
      acceptBuild(transaction, { job_id, index_id: defaultIndex.id, start_date, end_date }),
    );
    return;
  }
  if (taken.kind === 'price') {
    const { session: date, ticker, close } = taken;
    await store.execute(
      `update stock_prices set close = $3::float8, market_cap = $3::float8 + 0.01 * (10 - ascii(ticker) + 64) where date = $1 and ticker = $2`,
      [date, ticker, close],
    );
    return announce('prices', [date], [ticker]);
  }
  if (taken.kind === 'verdict') {
    const { session: date, verdict } = taken;
    const reasons = verdict === 'blocked' ? [`rejected: ${date}`] : [];
    await store.execute(`update ingestion_sessions set verdict = $2, verdict_reasons = $3 where date = $1`, [
      ...[date, verdict, reasons],
    ]);
    return announce('verdict', [date], null);
  }
  const { session: date, ticker, newTicker } = taken;
  await store.execute(
    `insert into ticker_changes (ticker, effective_on, new_ticker, source, revision) values ($1, $2, $3, 'test', 1)
     on conflict (ticker, effective_on) do update set new_ticker = excluded.new_ticker`,
    [ticker, date, newTicker],
  );
  await store.execute(
    `update stock_prices as price set ticker = $3 where price.ticker = $1 and price.date >= $2
       and not exists (select from stock_prices as other where other.ticker = $3 and other.date = price.date)`,
    [ticker, date, newTicker],
  );
  return announce(
    'renames',
    sessions.filter((later) => later >= date),
    null,
  );
}

async function announce(
  kind: EventBody<typeof Topic.pricesIngested>['kind'],
  concerned: string[],
  tickers: string[] | null,
): Promise<void> {
  const event = {
    ...{ universe: 'us', first_session: concerned[0] as string, last_session: concerned.at(-1) as string },
    ...{ sessions: concerned, tickers, rows: 1, kind, simulated: false, revision: 2 },
  };
  await store.transaction((transaction) => acceptPrices(transaction, event));
}

/** Does all pending work; `between` runs when compositions are new already and levels are not. */
async function settle(between: () => Promise<void>): Promise<void> {
  const parts = { database: store.forRole('equal_index_index_construction'), outbox: constructionOutbox, logger };
  await constructIndex(parts, defaultIndex.id, new AbortController().signal);
  await between();
  const messages = await store.query<{ topic: Topic; key: string; headers: Record<string, string>; body: string }>(
    `select topic, key, headers, body from index_construction.outbox order by id`,
  );
  await store.execute(`delete from index_construction.outbox`);
  const database = store.forRole('equal_index_performance');
  for (const event of messages.map(decodeEvent)) {
    if (event.topic !== Topic.indexConstructed) continue;
    const dependencies = { database, inbox: new SqlInbox(Service.performance), outbox: performanceOutbox };
    await advancePerformance(dependencies, event as Event<typeof Topic.indexConstructed>);
  }
}

const ranges = [
  [FIRST, LAST],
  ['2023-01-05', '2023-01-10'],
] as const;
const paths = [
  ...sessions.map((date) => `/index-composition?date=${date}`),
  ...[FIRST, '2023-01-06', '2023-01-08'].map((date) => `/index-composition?date=${date}&exact=true`),
  ...ranges.flatMap(([start, end]) =>
    ['index-performance', 'composition-changes'].map((name) => `/${name}?start_date=${start}&end_date=${end}`),
  ),
];

interface Answer {
  readonly path: string;
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Every page of every question. */
async function ask(asKnownAt: string | null): Promise<Answer[]> {
  const answers: Answer[] = [];
  const known = asKnownAt === null ? '' : `&as_known_at=${asKnownAt}`;
  for (const path of paths) {
    const paged = path.startsWith('/index-composition') ? '' : '&limit=2';
    for (let cursor = ''; ;) {
      const answer = await request(gateway.app.getHttpServer()).get(`${path}${paged}${cursor}${known}`);
      answers.push({ path: `${path}${cursor}`, status: answer.status, body: said(answer.status, answer.body) });
      if (answer.status !== 200 || typeof answer.body.next_cursor !== 'string') break;
      cursor = `&cursor=${answer.body.next_cursor as string}`;
    }
  }
  return answers;
}

/** Without the echo of the question; of a refusal what kind it is, since its words tell what to do today. */
function said(status: number, { as_known_at: _, ...body }: Record<string, unknown>): Record<string, unknown> {
  return status === 200 ? body : { type: body['type'], built: body['built'] };
}

it('answers what was answered at any past instant', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 7 }), async (steps) => {
      await empty();
      const known = new Map<string, Answer[]>();
      const note = async (): Promise<void> => {
        // Instants are told to the millisecond: this one is after all that is stored, and before all that comes.
        await sleep(2);
        const instant = new Date().toISOString();
        known.set(instant, await ask(null));
        await sleep(2);
      };
      for (const taken of [{ kind: 'build', first: '2023-01-04', last: LAST } as const, ...steps]) {
        await take(taken);
        await settle(note);
        await note();
      }
      for (const [instant, answers] of known) expect([instant, await ask(instant)]).toEqual([instant, answers]);
    }),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 6), endOnFailure: true },
  );
}, 600_000);
