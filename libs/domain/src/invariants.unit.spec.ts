import fc from 'fast-check';
import { definitionArbitrary, marketArbitrary, universeSize } from '../test/market.arbitrary.js';
import { runIndex, type IndexRun, type Market, type Step } from '../test/run-index.js';
import { advanceIndex, emptyState, type Constituent } from './advance-index.js';
import { sessionsBetween } from './calendar.js';
import { openVerdict } from './eligibility.js';
import { defaultIndex, type IndexDefinition } from './index-definition.js';
import type { PastDelisting } from './rename.js';
import { lineReturn } from './session-return.js';

/** What holds for every market and every index. Runs are kept few: the markets are small, but each of them is built several times. */
const RUNS = { numRuns: 40 };
const RELATIVE = 1e-12;

const tied = marketArbitrary({ caps: 'tied', calm: false });
const distinct = marketArbitrary({ caps: 'distinct', calm: false });
const calm = marketArbitrary({ caps: 'distinct', calm: true });

const sum = (terms: readonly number[]): number => terms.reduce((total, term) => total + term, 0);

/** All that is published of a run: compositions, changes, gaps, returns and levels. */
const told = (run: IndexRun): unknown => ({ outcomes: run.outcomes, levels: run.levels });

function expectClose(actual: number, expected: number): void {
  const bound = RELATIVE * Math.max(1, Math.abs(actual), Math.abs(expected));
  if (!(Math.abs(actual - expected) <= bound)) throw new Error(`${actual} is not ${expected}`);
}

/** The same members, ranks and changes; weights, returns and levels to 1e-12. */
function expectSameIndex(actual: IndexRun, expected: IndexRun): void {
  expect(structure(actual)).toEqual(structure(expected));
  actual.steps.forEach(({ outcome }, position) => {
    const other = expected.steps[position] as Step;
    outcome.constituents.forEach(({ weight }, seat) =>
      expectClose(weight, (other.outcome.constituents[seat] as Constituent).weight),
    );
  });
  actual.levels.forEach((level, position) => {
    const other = expected.levels[position] as (typeof expected.levels)[number];
    expectClose(level.dailyReturn ?? 0, other.dailyReturn ?? 0);
    expectClose(level.turnover ?? 0, other.turnover ?? 0);
    expectClose(level.level / 1000, other.level / 1000);
    expectClose(level.netLevel / 1000, other.netLevel / 1000);
  });
}

function structure(run: IndexRun): unknown {
  return run.outcomes.map((outcome) =>
    outcome.status === 'published'
      ? {
          session: outcome.session,
          change: outcome.change,
          members: outcome.constituents.map(({ ticker, rank, staleSessions }) => `${rank} ${ticker} ${staleSessions}`),
        }
      : outcome,
  );
}

/** The market with every closing price and dividend changed by a factor that depends on line and date. */
function repriced(market: Market, factor: (ticker: string, date: string) => number): Market {
  const rows = [...market.rows].map(([session, priced]) => {
    const scaled = priced.map((row) => ({
      ...row,
      close: row.close === null ? null : row.close * factor(row.ticker, session),
    }));
    return [session, scaled] as const;
  });
  const actions = market.actions.map((action) =>
    action.kind === 'dividend' ? { ...action, value: action.value * factor(action.ticker, action.exDate) } : action,
  );
  return { ...market, rows: new Map(rows), actions };
}

describe('an index', () => {
  it('does not look ahead: without anything after a session, all up to it is the same', () => {
    fc.assert(
      fc.property(tied, definitionArbitrary, fc.nat({ max: 30 }), (market, definition, position) => {
        const sessions = sessionsBetween(market.first, market.last);
        const now = sessions[position] as string;
        const past: Market = {
          ...market,
          rows: new Map([...market.rows].filter(([session]) => session <= now)),
          actions: market.actions.filter(({ exDate }) => exDate <= now),
        };
        const whole = runIndex(definition, market);
        const cut = runIndex(definition, past);
        const upToNow = <Dated extends { session: string }>(items: readonly Dated[]): Dated[] =>
          items.filter(({ session }) => session <= now);
        expect(upToNow(cut.outcomes)).toEqual(upToNow(whole.outcomes));
        expect(upToNow(cut.levels)).toEqual(upToNow(whole.levels));
      }),
      RUNS,
    );
  });

  it("does not depend on the order of a session's rows", () => {
    fc.assert(
      fc.property(tied, definitionArbitrary, fc.integer({ min: 1, max: 1_000_000 }), (market, definition, salt) => {
        const place = (ticker: string): number =>
          [...ticker].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0) * salt) % 1_000_003, salt);
        const rows = [...market.rows].map(
          ([session, priced]) => [session, [...priced].sort((a, b) => place(a.ticker) - place(b.ticker))] as const,
        );
        expect(told(runIndex(definition, { ...market, rows: new Map(rows) }))).toEqual(
          told(runIndex(definition, market)),
        );
      }),
      RUNS,
    );
  });

  it('is the same when it is built again, and when building stops and goes on from a copy of its state', () => {
    fc.assert(
      fc.property(tied, definitionArbitrary, fc.nat({ max: 30 }), (market, definition, position) => {
        const whole = runIndex(definition, market);
        expect(told(runIndex(definition, market))).toEqual(told(whole));
        expect(outcomesWithStop(definition, market, position)).toEqual(whole.outcomes);
      }),
      RUNS,
    );
  });

  it("ignores the scale of a line's prices when its caps stay, bit by bit for powers of two", () => {
    fc.assert(
      fc.property(tied, definitionArbitrary, fc.constantFrom(0.25, 2, 1024), (market, definition, scale) => {
        const scaled = repriced(market, (ticker) => (ticker === 'B' ? scale : 1));
        const withoutCloses = (run: IndexRun): unknown => ({ structure: structure(run), levels: run.levels });
        expect(withoutCloses(runIndex(definition, scaled))).toEqual(withoutCloses(runIndex(definition, market)));
      }),
      RUNS,
    );
  });

  it("ignores any other scale of a line's prices to 1e-12", () => {
    const scale = fc.double({ min: 0.001, max: 1000, noNaN: true });
    fc.assert(
      fc.property(distinct, definitionArbitrary, scale, (market, definition, factor) => {
        const scaled = repriced(market, (ticker) => (ticker === 'B' ? factor : 1));
        expectSameIndex(runIndex(definition, scaled), runIndex(definition, market));
      }),
      RUNS,
    );
  });

  it('is the same from as-traded prices with splits as from split-adjusted prices without', () => {
    fc.assert(
      fc.property(distinct, definitionArbitrary, (market, definition) => {
        const splits = market.actions.filter(({ kind }) => kind === 'split');
        const adjusted = repriced(market, (ticker, date) =>
          splits.reduce(
            (factor, action) => (action.ticker === ticker && action.exDate > date ? factor / action.value : factor),
            1,
          ),
        );
        const withoutSplits = { ...adjusted, actions: adjusted.actions.filter(({ kind }) => kind !== 'split') };
        expectSameIndex(runIndex(definition, withoutSplits), runIndex(definition, market));
      }),
      RUNS,
    );
  });

  it('has at most as many members as seats, whose weights add up to one', () => {
    fc.assert(
      fc.property(tied, definitionArbitrary, (market, definition) => {
        for (const { outcome } of runIndex(definition, market).steps) {
          expect(outcome.constituents.length).toBeLessThanOrEqual(definition.size);
          expect(new Set(outcome.constituents.map(({ ticker }) => ticker)).size).toBe(outcome.constituents.length);
          if (outcome.constituents.length > 0) expectClose(sum(outcome.constituents.map(({ weight }) => weight)), 1);
          if (!outcome.rebalanced) continue;
          for (const { weight } of outcome.constituents) expect(weight).toBe(1 / outcome.constituents.length);
        }
      }),
      RUNS,
    );
  });

  it('has one member of a company at most', () => {
    fc.assert(
      fc.property(tied, definitionArbitrary, (market, definition) => {
        for (const { outcome } of runIndex({ ...definition, share_classes: 'company' }, market).steps) {
          const issuers = outcome.constituents.map(({ ticker }) => market.references.get(ticker)?.issuer ?? ticker);
          expect(new Set(issuers).size).toBe(issuers.length);
        }
      }),
      RUNS,
    );
  });

  it("returns the sum of its members' contributions", () => {
    fc.assert(
      fc.property(tied, definitionArbitrary, (market, definition) => {
        const { steps, levels } = runIndex(definition, market);
        steps.forEach(({ holding, returns }, position) => {
          const { sessionReturn } = levels[position] as (typeof levels)[number];
          if (holding === null) return expect(sessionReturn).toBeNull();
          expectClose(sum(returns.map(({ weight, lineReturn: earned }) => weight * earned)), sessionReturn as number);
          const before = (steps[position - 1] as Step).outcome.constituents;
          expect(returns.map(({ ticker, weight }) => [ticker, weight])).toEqual(
            before.map(({ ticker, weight }) => [ticker, weight]),
          );
        });
      }),
      RUNS,
    );
  });

  it('changes by exactly the difference of neighbouring compositions', () => {
    fc.assert(
      fc.property(tied, definitionArbitrary, (market, definition) => {
        const { steps } = runIndex(definition, market);
        steps.forEach(({ outcome }, position) => {
          if (position === 0) return expect(outcome.change).toBeNull();
          const before = (steps[position - 1] as Step).outcome.constituents.map(({ ticker }) => ticker);
          const after = outcome.constituents.map(({ ticker }) => ticker);
          const entered = after.filter((ticker) => !before.includes(ticker)).sort();
          const exited = before.filter((ticker) => !after.includes(ticker)).sort();
          expect(outcome.change?.entered.map(({ ticker }) => ticker)).toEqual(entered);
          expect(outcome.change?.exited.map(({ ticker }) => ticker)).toEqual(exited);
        });
      }),
      RUNS,
    );
  });

  it('of the whole universe returns the plain mean of its lines', () => {
    fc.assert(
      fc.property(calm, fc.constantFrom('price', 'total'), (market, kind) => {
        const size = universeSize(market);
        const definition: IndexDefinition = { ...defaultIndex, share_classes: 'line', size, return: kind };
        const { steps, levels } = runIndex(definition, market);
        levels.slice(1).forEach((level, position) => {
          const session = level.session;
          const previous = (steps[position] as Step).outcome.constituents;
          expect(previous.length).toBe(size);
          const returns = previous.map(({ ticker, close }) =>
            lineReturn(
              {
                previousClose: close,
                close: market.rows.get(session)?.find((row) => row.ticker === ticker)?.close ?? null,
                delistingReturn: null,
                actions: market.actions.filter(
                  (action) =>
                    action.ticker === ticker &&
                    action.exDate <= session &&
                    action.exDate > (levels[position] as (typeof levels)[number]).session,
                ),
              },
              kind,
            ),
          );
          expectClose(level.sessionReturn as number, sum(returns) / size);
        });
      }),
      RUNS,
    );
  });

  it('with a buffer as wide as the universe loses nobody by rank', () => {
    fc.assert(
      fc.property(tied, definitionArbitrary, (market, definition) => {
        const wide = { ...definition, buffer: universeSize(market) };
        const reasons = runIndex(wide, market).steps.flatMap(({ outcome }) =>
          (outcome.change?.exited ?? []).map(({ reason }) => reason),
        );
        expect(reasons).not.toContain('rank');
      }),
      RUNS,
    );
  });

  it('has the level that holding index shares over a divisor gives', () => {
    fc.assert(
      fc.property(distinct, definitionArbitrary, (market, definition) => {
        const { steps, levels } = runIndex({ ...definition, return: 'price' }, market);
        const divided = divisorLevels(steps);
        levels.forEach((level, position) => expectClose(level.level / 1000, (divided[position] as number) / 1000));
      }),
      RUNS,
    );
  });
});

/** Builds up to a session, copies the state, and goes on with the copy. */
function outcomesWithStop(definition: IndexDefinition, market: Market, stop: number): unknown[] {
  let state = emptyState();
  let delistings: readonly PastDelisting[] = [];
  return sessionsBetween(market.first, market.last).map((session, position) => {
    if (position === stop) state = structuredClone(state);
    const last = state.history.at(-1)?.session ?? '';
    const rows = market.rows.get(session) ?? [];
    const actions = market.actions.filter(({ exDate }) => exDate <= session && exDate > last);
    const { outcome, state: next } = advanceIndex(
      definition,
      state,
      { session, rows, delistings, actions, renames: [], verdict: openVerdict },
      market.references,
    );
    state = next;
    const deaths = rows.filter((row) => row.delistingReturn !== null).map((row) => ({ ...row, session }));
    delistings = outcome.status === 'published' ? [] : [...delistings, ...deaths];
    return outcome;
  });
}

/**
 * The other way to keep an equal-weighted index: shares q of each line, L = sum(q P) / d. A split multiplies q, a rebalance
 * chooses q = V w / P and a divisor that leaves the level as it is. A delisting value is the line's last price.
 */
function divisorLevels(steps: readonly Step[]): number[] {
  const notional = 1e6;
  let shares = new Map<string, number>();
  let level = 1000;
  let divisor = notional / level;
  return steps.map(({ outcome, holding }, position) => {
    const previous = steps[position - 1]?.outcome.constituents ?? [];
    // Without members the level stands still, and so it does at zero.
    if (holding !== null && previous.length > 0 && level > 0) {
      const worth = previous.map(({ ticker, close }) => {
        const before = shares.get(ticker) as number;
        const delistingReturn = holding.rows.get(ticker)?.delistingReturn ?? null;
        if (delistingReturn !== null) return before * close * (1 + delistingReturn);
        const splits = holding.actions.filter((action) => action.ticker === ticker && action.kind === 'split');
        const factor = splits.reduce((product, action) => product * action.value, 1);
        shares.set(ticker, before * factor);
        return before * factor * (holding.rows.get(ticker)?.close ?? close / factor);
      });
      level = sum(worth) / divisor;
    }
    if (level > 0 && (outcome.rebalanced || (outcome.change?.exited.length ?? 0) > 0)) {
      shares = new Map(outcome.constituents.map(({ ticker, weight, close }) => [ticker, (notional * weight) / close]));
      divisor = notional / level;
    }
    return level;
  });
}
