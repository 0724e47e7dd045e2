import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { createSimulatedMarket, marketFileKinds } from './market-csv.js';
import type { MarketFileKind } from './market-csv.js';
import { calmRates, defaultMarket } from './market-options.js';
import type { MarketOptions } from './market-options.js';
import { planMarket } from './market-plan.js';
import { simulateSessions } from './market-sessions.js';
import type { SimulatedBar } from './market-sessions.js';

const small: MarketOptions = { ...defaultMarket, firstDate: '2022-08-01', lastDate: '2022-12-30', lines: 60 };
const eventful: MarketOptions = {
  ...small,
  rates: { listings: 0.5, delistings: 0.5, splits: 1, renames: 0.3, halts: 2, missingCaps: 2 },
};

async function readFile(options: MarketOptions, kind: MarketFileKind): Promise<string> {
  let text = '';
  for await (const chunk of createSimulatedMarket(options).file(kind)) text += Buffer.from(chunk).toString('utf8');
  return text;
}

async function readRows(options: MarketOptions, kind: MarketFileKind): Promise<string[][]> {
  const lines = (await readFile(options, kind)).trimEnd().split('\n');
  return lines.slice(1).map((line) => line.split(','));
}

function* allBars(options: MarketOptions): Generator<{ date: string; bar: SimulatedBar }> {
  for (const session of simulateSessions(planMarket(options))) {
    for (const bar of session.bars) yield { date: session.date, bar };
  }
}

describe('the simulated market', () => {
  it('is the same, byte for byte, for the same options and another one for another seed', async () => {
    const digest = async (options: MarketOptions): Promise<string> => {
      const hash = createHash('sha256');
      for (const kind of marketFileKinds) hash.update(await readFile(options, kind));
      return hash.digest('hex');
    };
    expect(await digest(eventful)).toBe(await digest(eventful));
    expect(await digest({ ...eventful, seed: eventful.seed + 1 })).not.toBe(await digest(eventful));
  });

  it('does not look ahead: a market that ends earlier begins with the same prices', async () => {
    const calm = { ...small, rates: calmRates, missingSessions: [], partialSessions: [] };
    const whole = await readRows(calm, 'prices');
    const part = await readRows({ ...calm, lastDate: '2022-09-30' }, 'prices');
    expect(whole.slice(0, part.length)).toEqual(part);
  });

  it('has rows that every rule of the import accepts, whatever the options', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ seed: fc.integer({ min: 0, max: 2 ** 40 }), lines: fc.integer({ min: 1, max: 40 }) }),
        async (drawn) => {
          const options = { ...eventful, ...drawn, firstDate: '2022-09-01', lastDate: '2022-10-31' };
          const seen = new Set<string>();
          for (const { date, bar } of allBars(options)) {
            expect(bar.ticker).toMatch(/^[A-Z]{2,5}(\.[AB])?$/);
            expect(seen.has(`${date} ${bar.ticker}`)).toBe(false);
            seen.add(`${date} ${bar.ticker}`);
            if (bar.delistingReturn !== null) {
              expect(bar.closeCents).toBeNull();
              expect(bar.delistingReturn).toBeGreaterThanOrEqual(-1);
              continue;
            }
            const { openCents, highCents, lowCents, closeCents, volume } = bar;
            expect(Number(lowCents)).toBeGreaterThan(0);
            expect(Number(lowCents)).toBeLessThanOrEqual(Math.min(Number(openCents), Number(closeCents)));
            expect(Number(highCents)).toBeGreaterThanOrEqual(Math.max(Number(openCents), Number(closeCents)));
            expect(Number.isSafeInteger(volume)).toBe(true);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('states the cap of the whole company on every line: the sum over its classes of shares times price', () => {
    const options = { ...small, twoClassShare: 0.5, rates: { ...eventful.rates, halts: 0, listings: 0 } };
    const byCompany = new Map<string, SimulatedBar[]>();
    for (const { date, bar } of allBars({ ...options, partialSessions: [] })) {
      if (bar.closeCents === null) continue;
      const key = `${date} ${bar.issuer}`;
      byCompany.set(key, [...(byCompany.get(key) ?? []), bar]);
    }
    let twoClasses = 0;
    for (const bars of byCompany.values()) {
      if (bars.length === 2) twoClasses += 1;
      const cap = bars.reduce((sum, bar) => sum + (bar.shares * Number(bar.closeCents)) / 100, 0);
      for (const bar of bars) if (bar.marketCap !== null) expect(Math.abs(bar.marketCap - cap)).toBeLessThanOrEqual(1);
    }
    expect(twoClasses).toBeGreaterThan(1000);
  });

  it('quotes prices as traded: a split moves price and shares, not the value of the holding', () => {
    const options = { ...eventful, missingSessions: [], partialSessions: [] };
    const before = new Map<string, SimulatedBar>();
    let checked = 0;
    for (const session of simulateSessions(planMarket(options))) {
      const factors = new Map(session.splits.map(({ ticker, value }) => [ticker, value]));
      for (const bar of session.bars) {
        const previous = before.get(bar.ticker);
        before.set(bar.ticker, bar);
        const factor = factors.get(bar.ticker);
        if (factor === undefined || previous?.closeCents == null || bar.closeCents === null) continue;
        expect(bar.shares / previous.shares).toBeCloseTo(factor, 4);
        // A day's own move stays far below the 20 % of the smallest split.
        expect(Math.abs(Math.log((bar.closeCents * factor) / previous.closeCents))).toBeLessThan(0.2);
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(5);
  });

  it('holds every kind of event, ends renamed tickers and starts the new ones in the session after', () => {
    const plan = planMarket(defaultMarket);
    expect(plan.lines.length).toBeGreaterThan(650);
    for (const ticker of ['NA', 'TRUE']) expect(plan.lines.some((line) => line.ticker === ticker)).toBe(true);
    expect(plan.lines.some((line) => line.ticker.endsWith('.B'))).toBe(true);
    const fates = new Set(plan.companies.map((company) => company.delisting?.kind));
    expect([...fates].sort()).toEqual(['bankruptcy', 'silent', 'takeover', undefined]);
    for (const { rename, ticker } of plan.companies) {
      if (rename === null) continue;
      const ended = plan.lines.find((line) => line.ticker.split('.')[0] === ticker);
      const started = plan.lines.find((line) => line.ticker.split('.')[0] === rename.ticker);
      expect(started?.traded.from).toBe((ended?.traded.to ?? 0) + 1);
    }
    expect(plan.lines.map(({ ticker }) => ticker)).toEqual([...new Set(plan.lines.map(({ ticker }) => ticker))].sort());
  });

  it('says of lines that left when they were listed last, but for those that leave in silence', async () => {
    const { companies, sessions } = planMarket(eventful);
    const fates = new Map(companies.map((company) => [company.issuer, company]));
    let silent = 0;
    for (const [ticker, , , , issuer, , listedOn, delistedOn] of await readRows(eventful, 'stocks')) {
      const company = fates.get(issuer ?? '');
      const renamedAway = company?.rename != null && ticker?.split('.')[0] === company.ticker;
      const last = renamedAway ? (company?.rename?.session ?? 0) - 1 : (company?.traded.to ?? 0);
      const unsaid = last === sessions.length - 1 || (!renamedAway && company?.delisting?.kind === 'silent');
      expect([ticker, delistedOn]).toEqual([ticker, unsaid ? '' : sessions[last]]);
      if (listedOn !== '' && delistedOn !== '') expect(String(listedOn) <= String(delistedOn)).toBe(true);
      if (unsaid && last < sessions.length - 1) silent += 1;
    }
    expect(silent).toBeGreaterThan(0);
  });

  it('has one session without rows and one with a part of them, neither in January 2023', () => {
    const counts = new Map<string, number>();
    let [splits, dividends] = [0, 0];
    for (const session of simulateSessions(planMarket(defaultMarket))) {
      counts.set(session.date, session.bars.length);
      splits += session.splits.length;
      dividends += session.dividends.length;
    }
    expect(splits).toBeGreaterThan(20);
    expect(dividends).toBeGreaterThan(2000);
    const thin = [...counts].filter(([, count]) => count < 0.95 * defaultMarket.lines * 0.97).map(([date]) => date);
    expect(thin).toEqual(['2022-09-14', '2023-10-18']);
    expect(counts.get('2022-09-14')).toBe(0);
    expect([...counts.keys()].at(0)).toBe('2022-01-03');
    expect([...counts.keys()].at(-1)).toBe('2024-12-31');
  });

  it('spreads caps like the real market: about 3 trillion at the top, about 70 billion at the 100th company', () => {
    const [first] = simulateSessions(planMarket(defaultMarket));
    const caps = new Map<string, number>();
    for (const bar of first?.bars ?? []) caps.set(bar.issuer, bar.marketCap ?? 0);
    const sorted = [...caps.values()].sort((left, right) => right - left);
    expect(sorted[0]).toBeGreaterThan(2.5e12);
    expect(sorted[0]).toBeLessThan(3.6e12);
    expect(sorted[99]).toBeGreaterThan(5.5e10);
    expect(sorted[99]).toBeLessThan(8.5e10);
  });

  it('refuses what it cannot simulate', () => {
    expect(() => planMarket({ ...small, lines: 0 })).toThrow('lines is 0');
    expect(() => planMarket({ ...small, firstDate: '2022-12-24', lastDate: '2022-12-25' })).toThrow(
      'no session between',
    );
  });
});
