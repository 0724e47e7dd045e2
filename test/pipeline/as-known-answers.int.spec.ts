import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import request from 'supertest';
import { sessionsBetween } from '#domain/calendar';
import { defaultIndex } from '#domain/index-definition';
import { startGateway, type GatewayApp, type GatewayStore } from '#services/query-gateway/test/gateway-app';
import { openPgliteDatabase, type PgliteDatabase } from '#storage/pglite-database';
import { IndexPump } from './index-pump.js';
import { storeSteadyMarket } from './steady-market.js';

/**
 * Whatever is corrected, withdrawn, renamed or built anew: asked what was known at a past instant, the gateway answers what it answered
 * at that instant, word for word.
 */

const FIRST = '2023-01-03';
const LAST = '2023-01-13';
const sessions = sessionsBetween(FIRST, LAST);
const lines = ['A', 'B', 'C', 'D'];

let gateway: GatewayApp;
let store: PgliteDatabase;
let pump: IndexPump;

beforeAll(async () => {
  const open = async (): Promise<GatewayStore> => {
    store = await openPgliteDatabase({ directory: null });
    return { database: store, forRole: (role) => store.forRole(role), close: () => store.close() };
  };
  gateway = await startGateway('2023-02-03', open);
  gateway.clock.now = () => new Date();
  await store.query('select ensure_stock_price_partitions($1, $2)', [FIRST, LAST]);
  pump = new IndexPump(store, {
    construction: store.forRole('equal_index_index_construction'),
    performance: store.forRole('equal_index_performance'),
  });
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
  await pump.startOver({ ...defaultIndex, size: 2 });
  await storeSteadyMarket(store, { sessions, close: 5, caps: { A: 5.4, B: 5.3, C: 5.2, D: 5.1 } });
}

async function take(taken: Step): Promise<void> {
  if (taken.kind === 'build') {
    await pump.requestBuild(taken.first, taken.last);
    return;
  }
  if (taken.kind === 'price') {
    const { session: date, ticker, close } = taken;
    await store.execute(
      `update stock_prices set close = $3::float8, market_cap = $3::float8 + 0.01 * (10 - ascii(ticker) + 64) where date = $1 and ticker = $2`,
      [date, ticker, close],
    );
    return pump.announce('prices', [date], [ticker]);
  }
  if (taken.kind === 'verdict') {
    const { session: date, verdict } = taken;
    const reasons = verdict === 'blocked' ? [`rejected: ${date}`] : [];
    await store.execute(`update ingestion_sessions set verdict = $2, verdict_reasons = $3 where date = $1`, [
      ...[date, verdict, reasons],
    ]);
    return pump.announce('verdict', [date], null);
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
  return pump.announce(
    'renames',
    sessions.filter((later) => later >= date),
    null,
  );
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
        await pump.settle(note);
        await note();
      }
      for (const [instant, answers] of known) expect([instant, await ask(instant)]).toEqual([instant, answers]);
    }),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 6), endOnFailure: true },
  );
}, 600_000);
