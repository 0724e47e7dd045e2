import fc from 'fast-check';
import { sessionsBetween } from '#domain/calendar';
import type { IndexDefinition } from '#domain/index-definition';
import { chainLevels } from '#domain/level-chain';
import type { PriceRow } from '#domain/line-state';
import type { Rename } from '#domain/rename';
import { simulateIndex } from '#domain/simulate-index';
import {
  computeWhatIf,
  type PublishedDay,
  type WhatIf,
  type WhatIfMarket,
} from '#services/query-gateway/src/definitions/compute-what-if';
import { MarketBlock, type LineRows } from '#services/query-gateway/src/definitions/market-block';
import { MarketPanel } from '#services/query-gateway/src/definitions/market-panel';
import { NameTable } from '#services/query-gateway/src/definitions/name-table';
import { definitionArbitrary, marketArbitrary } from '../../libs/domain/test/market.arbitrary.js';
import { historyOf, type Market } from '../../libs/domain/test/run-index.js';

/**
 * A what-if looks at few lines and must say what one pass of the rules over all of them says, to the last bit: with companies, splits,
 * dividends, renames, delistings, gaps, lines without caps, and filters.
 */

const SESSIONS_PER_BLOCK = 9;

/** The market as the gateway keeps it. */
function panelOf(market: Market): MarketPanel {
  const names = { lines: new NameTable(), issuers: new NameTable() };
  const sessions = sessionsBetween(market.first, market.last);
  const blocks: MarketBlock[] = [];
  for (let at = 0; at < sessions.length; at += SESSIONS_PER_BLOCK) {
    blocks.push(blockOf(market, sessions.slice(at, at + SESSIONS_PER_BLOCK), names));
  }
  return new MarketPanel(blocks, names);
}

function blockOf(
  market: Market,
  sessions: readonly string[],
  names: { lines: NameTable; issuers: NameTable },
): MarketBlock {
  const dated = sessions.flatMap((session, day) => (market.rows.get(session) ?? []).map((row) => ({ ...row, day })));
  const groups = new Map<string, LineRows & { days: number[]; closes: number[]; caps: number[] }>();
  for (const { ticker, issuer, eligible, day, close, marketCap } of dated.filter(
    (row) => row.delistingReturn === null,
  )) {
    const key = [ticker, issuer, eligible === false].join();
    const group = groups.get(key) ?? { ticker, issuer, eligible: eligible !== false, days: [], closes: [], caps: [] };
    group.days.push(day);
    group.closes.push(close ?? NaN);
    group.caps.push(marketCap ?? NaN);
    groups.set(key, group);
  }
  const delistings = dated.flatMap(({ delistingReturn, ...row }) =>
    delistingReturn === null ? [] : [{ ...row, delistingReturn }],
  );
  return new MarketBlock(sessions, [...groups.values()], delistings, names);
}

/** Where the official index is published, and what it counted there. */
function publishedIn(market: Market, official: IndexDefinition, first: string): Map<string, PublishedDay> {
  const published = new Map<string, PublishedDay>();
  for (const { outcome } of simulateIndex(official, historyOf(market))) {
    if (outcome.status !== 'published' || outcome.session < first) continue;
    published.set(outcome.session, { eligible: outcome.eligible, covered: outcome.covered });
  }
  return published;
}

/** One pass over all lines. */
function fullPass(definition: IndexDefinition, market: Market, asked: WhatIfMarket): WhatIf {
  const days = sessionsBetween(asked.first, asked.last).map((session) => {
    const coverage = asked.published.get(session);
    const rows = market.rows.get(session) ?? [];
    return coverage === undefined
      ? { session, rows, verdict: { verdict: 'blocked', reasons: [] } as const }
      : { session, rows, verdict: { verdict: 'accepted', reasons: [] } as const, coverage };
  });
  const steps = [...simulateIndex(definition, { ...historyOf(market), days })].flatMap(({ outcome, link }) =>
    outcome.status === 'published' && link !== null ? [{ outcome, link }] : [],
  );
  return {
    levels: chainLevels(
      null,
      steps.map(({ link }) => link),
      definition,
    ),
    sessions: steps.map(({ outcome: { session, change, constituents } }) => ({
      session,
      change,
      short: constituents.length < definition.size,
    })),
    constituents: steps.at(-1)?.outcome.constituents ?? [],
  };
}

const renames = fc.array(
  fc.record({
    line: fc.constantFrom('B', 'B.A', 'BA', 'C', 'Z01'),
    newTicker: fc.constantFrom('NEW', 'OTHER', 'B', 'C', 'Z02'),
    day: fc.nat(31),
    moved: fc.boolean(),
  }),
  { maxLength: 3 },
);
type RenameSeed = typeof renames extends fc.Arbitrary<infer Seeds> ? Seeds : never;

/** With, if `moved`, the rows under the new name from then on. */
function renamed(market: Market, seeds: RenameSeed): Market {
  const sessions = sessionsBetween(market.first, market.last);
  const rows = new Map<string, readonly PriceRow[]>(market.rows);
  const told = new Map<string, Rename>();
  for (const { line, newTicker, day, moved } of seeds) {
    const effectiveOn = sessions[day] as string;
    if (line === newTicker || told.has(`${effectiveOn} ${line}`)) continue;
    told.set(`${effectiveOn} ${line}`, { ticker: line, effectiveOn, newTicker });
    for (const session of moved ? sessions.slice(day) : []) {
      const said = rows.get(session) ?? [];
      if (said.some(({ ticker }) => ticker === newTicker)) continue;
      rows.set(
        session,
        said.map((row) => (row.ticker === line ? { ...row, ticker: newTicker } : row)),
      );
    }
  }
  const sorted = [...told].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rename]) => rename);
  return { ...market, rows, renames: sorted };
}

const deaths = fc.array(fc.record({ line: fc.constantFrom('Z01', 'Z02', 'Z30', 'Z45'), day: fc.nat(31) }), {
  maxLength: 2,
});
type DeathSeed = typeof deaths extends fc.Arbitrary<infer Seeds> ? Seeds : never;

/** Lines that are said to be delisted on a day, although rows of them still come. */
function delisted(market: Market, seeds: DeathSeed): Market {
  const sessions = sessionsBetween(market.first, market.last);
  const rows = new Map<string, readonly PriceRow[]>(market.rows);
  for (const { line, day } of seeds) {
    const session = sessions[day] as string;
    const said = rows.get(session) ?? [];
    rows.set(
      session,
      said.map((row) => (row.ticker === line ? { ...row, delistingReturn: -0.3 } : row)),
    );
  }
  return { ...market, rows };
}

it('comes to what one pass over the whole market comes to', async () => {
  const markets = fc.constantFrom('tied', 'distinct').chain((caps) => marketArbitrary({ caps, calm: false }));
  await fc.assert(
    fc.asyncProperty(
      markets,
      fc.tuple(renames, deaths),
      definitionArbitrary,
      fc.record({
        start: fc.nat(12),
        margin: fc.constantFrom(-9, -3, 0, 10),
        officialSize: fc.integer({ min: 1, max: 6 }),
      }),
      async (drawn, [renameSeeds, deathSeeds], drawnDefinition, { start, margin, officialSize }) => {
        const market = renamed(delisted(drawn, deathSeeds), renameSeeds);
        const definition: IndexDefinition = { ...drawnDefinition, on_gap: 'bridge' };
        const first = sessionsBetween(market.first, market.last)[start] as string;
        const official = {
          ...definition,
          sectors: null,
          exchanges: null,
          size: Math.max(officialSize, definition.size),
        };
        const asked: WhatIfMarket = {
          panel: panelOf(market),
          references: market.references,
          renames: market.renames,
          actionsOf: (tickers) => Promise.resolve(market.actions.filter(({ ticker }) => tickers.includes(ticker))),
          first,
          last: market.last,
          published: publishedIn(market, official, first),
        };
        const breathe = (): Promise<void> => Promise.resolve();
        expect(await computeWhatIf(definition, asked, breathe, margin)).toEqual(fullPass(definition, market, asked));
      },
    ),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 150), endOnFailure: true },
  );
}, 300_000);
