import { sectors } from './fictional-companies.js';
import type { MarketOptions } from './market-options.js';
import { planMarket } from './market-plan.js';
import type { LinePlan, MarketPlan } from './market-plan.js';
import { simulateSessions } from './market-sessions.js';
import type { SimulatedBar, SimulatedSession } from './market-sessions.js';

/** The kinds of files that the import takes, in the order in which a market is best loaded. */
export const marketFileKinds = ['stocks', 'splits', 'dividends', 'prices'] as const;
export type MarketFileKind = (typeof marketFileKinds)[number];

const HEADERS: Readonly<Record<MarketFileKind, string>> = {
  stocks: 'ticker,name,sector,exchange,issuer,type,listed_on,delisted_on',
  splits: 'ticker,ex_date,factor',
  dividends: 'ticker,ex_date,amount',
  prices: 'date,ticker,open,high,low,close,volume,market_cap,delisting_return',
};

const FLUSH_CHARACTERS = 64 * 1024;

/** The simulated market as the CSV files of the import (UTF-8, `\n`), made while they are read. */
export interface SimulatedMarket {
  readonly plan: MarketPlan;
  /** Each call starts the file from its beginning; memory does not grow with the length of the market. */
  file(kind: MarketFileKind): AsyncGenerator<Uint8Array>;
}

export function createSimulatedMarket(options: MarketOptions): SimulatedMarket {
  const plan = planMarket(options);
  return { plan, file: (kind) => encode(`${HEADERS[kind]}\n`, rowsOf(kind, plan)) };
}

function rowsOf(kind: MarketFileKind, plan: MarketPlan): Iterable<string> {
  return kind === 'stocks' ? stockRows(plan) : sessionRows(kind, plan);
}

function* sessionRows(kind: Exclude<MarketFileKind, 'stocks'>, plan: MarketPlan): Generator<string> {
  for (const session of simulateSessions(plan)) yield formatSession(kind, session);
}

function formatSession(kind: Exclude<MarketFileKind, 'stocks'>, { date, ...session }: SimulatedSession): string {
  let text = '';
  switch (kind) {
    case 'prices':
      for (const bar of session.bars) text += formatBar(date, bar);
      return text;
    case 'splits':
      for (const { ticker, value } of session.splits) text += `${ticker},${date},${value}\n`;
      return text;
    case 'dividends':
      for (const { ticker, value } of session.dividends) text += `${ticker},${date},${value / 100}\n`;
      return text;
  }
}

function formatBar(date: string, bar: SimulatedBar): string {
  const prices = `${dollars(bar.openCents)},${dollars(bar.highCents)},${dollars(bar.lowCents)},${dollars(bar.closeCents)}`;
  const size = `${bar.volume ?? ''},${bar.marketCap ?? ''}`;
  return `${date},${bar.ticker},${prices},${size},${bar.delistingReturn ?? ''}\n`;
}

/** The double nearest to a whole number of cents prints with at most two decimals. */
function dollars(cents: number | null): string {
  return cents === null ? '' : String(cents / 100);
}

function* stockRows(plan: MarketPlan): Generator<string> {
  for (const line of plan.lines) yield formatStock(plan, line);
}

function formatStock({ companies, sessions }: MarketPlan, line: LinePlan): string {
  const company = companies[line.company];
  if (company === undefined) throw new RangeError(`line ${line.ticker} has no company`);
  const sector = sectors[company.sector]?.name ?? '';
  // Who was there on the first day came at a time that the source does not know.
  const listedOn = line.traded.from === 0 ? '' : (sessions[line.traded.from] ?? '');
  const stillListed = line.traded.to === sessions.length - 1;
  // Of some that left the source never says so; they are found out by their silence.
  const leftInSilence = company.delisting?.kind === 'silent' && line.traded.to === company.traded.to;
  const delistedOn = stillListed || leftInSilence ? '' : (sessions[line.traded.to] ?? '');
  return `${line.ticker},${line.name},${sector},${company.exchange},${company.issuer},CS,${listedOn},${delistedOn}\n`;
}

async function* encode(header: string, rows: Iterable<string>): AsyncGenerator<Uint8Array> {
  let text = header;
  for (const row of rows) {
    text += row;
    if (text.length < FLUSH_CHARACTERS) continue;
    yield Buffer.from(text, 'utf8');
    text = '';
  }
  if (text !== '') yield Buffer.from(text, 'utf8');
}
