import { assessSession } from '#domain/session-quality';
import type { QualityFinding } from '#domain/session-quality-finding';
import type { QualityRow, SessionUnderReview } from '#domain/session-quality-review';
import { defaultMarket } from '#testing/market-simulator/market-options';
import { planMarket } from '#testing/market-simulator/market-plan';
import { simulateSessions, type SimulatedBar } from '#testing/market-simulator/market-sessions';

const dollars = (cents: number | null): number | null => (cents === null ? null : cents / 100);

function rowOf(bar: SimulatedBar): QualityRow {
  const { ticker, issuer, volume, marketCap, delistingReturn } = bar;
  const prices = { open: dollars(bar.openCents), high: dollars(bar.highCents), low: dollars(bar.lowCents) };
  const close = dollars(bar.closeCents);
  const inputs = { sharesKnownOn: null, vendorMarketCap: marketCap, eligible: true };
  return { ticker, ...prices, close, volume, marketCap, issuer, delistingReturn, ...inputs };
}

/** A year in which lines are listed, leave, split and are renamed, and every source does its work. */
function findingsOf(seed: number, change: (review: SessionUnderReview) => SessionUnderReview): QualityFinding[][] {
  const rates = { ...defaultMarket.rates, halts: 0, missingCaps: 0 };
  const flawless = { missingSessions: [], partialSessions: [] };
  const range = { firstDate: '2022-01-03', lastDate: '2022-12-30', lines: 300 };
  const plan = planMarket({ ...defaultMarket, ...flawless, ...range, rates, seed });
  const ends = plan.lines.map(({ ticker, traded }) => ({ ticker, session: plan.sessions[traded.to] ?? '' }));
  const renames = plan.companies.flatMap(({ rename }) => (rename === null ? [] : [rename]));
  expect(renames.length).toBeGreaterThan(0);
  const found: QualityFinding[][] = [];
  let previous: SessionUnderReview['previous'] = null;
  for (const { date, bars, splits, dividends } of simulateSessions(plan)) {
    const review: SessionUnderReview = {
      ...{ session: date, sourceDate: date, rows: bars.map(rowOf), previous, members: null, indexSize: 50 },
      actions: [
        ...splits.map(({ ticker, value }) => ({ ticker, exDate: date, kind: 'split' as const, value })),
        ...dividends.map(({ ticker, value }) => ({
          ticker,
          exDate: date,
          kind: 'dividend' as const,
          value: value / 100,
        })),
      ],
      tickerChanges: [],
      absent: new Set(ends.flatMap(({ ticker, session }) => (session < date ? [ticker] : []))),
    };
    found.push(assessSession(change(review)));
    previous = { session: date, rows: review.rows };
  }
  return found;
}

const blocks = (found: QualityFinding[][]): string[] =>
  found.flat().flatMap(({ severity, check, detail }) => (severity === 'block' ? [`${check}: ${detail}`] : []));

describe('the quality gate over a simulated year', () => {
  test.each([1, 20220103, 77])('has nothing against a flawless market (seed %d)', (seed) => {
    const found = findingsOf(seed, (review) => review);
    expect(found).toHaveLength(251);
    expect(blocks(found)).toEqual([]);
  });

  test('finds every split that it is not told of, but those of 5:4 and on days with a move of their own beyond 3 %', () => {
    const hidden: string[] = [];
    const found = findingsOf(1, (review) => {
      const closes = (rows: readonly QualityRow[]) => new Map(rows.map(({ ticker, close }) => [ticker, close ?? 0]));
      const [now, before] = [closes(review.rows), closes(review.previous?.rows ?? [])];
      for (const { kind, ticker, value } of review.actions) {
        const moved = Math.abs(Math.log(((now.get(ticker) ?? 0) * value) / (before.get(ticker) ?? 0)));
        if (kind === 'split' && value !== 1.25 && moved < 0.029) hidden.push(`${review.session} ${ticker}`);
      }
      return { ...review, actions: review.actions.filter(({ kind }) => kind === 'dividend') };
    });
    expect(hidden.length).toBeGreaterThan(5);
    const shaped = found.flat().filter(({ check }) => check === 'split_shaped_move');
    expect(shaped.map(({ ticker }) => ticker)).toEqual(hidden.map((text) => text.split(' ')[1]));
  });
});
