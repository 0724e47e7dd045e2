import { planLines } from './market-plan.js';
import type { CompanyPlan, MarketPlan } from './market-plan.js';

/** Something that happens to a company because a test says so. `company` is its rank by cap at the start of the market, from 1. */
export type ScriptedEvent =
  | { readonly kind: 'split'; readonly company: number; readonly session: string; readonly factor: number }
  | {
      readonly kind: 'rename';
      readonly company: number;
      /** The first session of the new ticker. */
      readonly session: string;
      readonly ticker: string;
      readonly name: string;
    }
  | {
      readonly kind: 'delisting';
      readonly company: number;
      readonly lastSession: string;
      /** Whether reference data say so afterwards; else the line is found out by its silence. */
      readonly announced: boolean;
    };

/** The plan with these events. Companies that are named suffer nothing else that was drawn: no split, rename or delisting. */
export function scriptMarket(plan: MarketPlan, events: readonly ScriptedEvent[]): MarketPlan {
  if (events.length === 0) return plan;
  const companies = [...plan.companies];
  for (const number of new Set(events.map((event) => event.company))) {
    const company = companies[number - 1];
    if (company === undefined || company.traded.from !== 0) {
      throw new RangeError(`company is ${number}: give a rank from 1 among those listed at the start`);
    }
    const own = events.filter((event) => event.company === number);
    companies[number - 1] = own.reduce(
      (changed, event) => applyEvent(plan, changed, event),
      withoutEvents(plan, company),
    );
  }
  const lines = planLines(companies);
  const twice = lines.find((line, position) => line.ticker === lines[position + 1]?.ticker);
  if (twice !== undefined) throw new RangeError(`ticker is ${twice.ticker}: it is in use, give another one`);
  return { ...plan, companies, lines };
}

function withoutEvents({ sessions }: MarketPlan, company: CompanyPlan): CompanyPlan {
  const traded = { from: company.traded.from, to: sessions.length - 1 };
  return { ...company, traded, delisting: null, splits: new Set(), rename: null };
}

function applyEvent(plan: MarketPlan, company: CompanyPlan, event: ScriptedEvent): CompanyPlan {
  switch (event.kind) {
    case 'split': {
      const session = positionOf(plan, event.session);
      return { ...company, givenSplits: new Map(company.givenSplits).set(session, event.factor) };
    }
    case 'rename':
      return {
        ...company,
        rename: { session: positionOf(plan, event.session), ticker: event.ticker, name: event.name },
      };
    case 'delisting': {
      const to = positionOf(plan, event.lastSession);
      const delisting = { kind: event.announced ? ('takeover' as const) : ('silent' as const), return: null };
      return { ...company, traded: { from: company.traded.from, to }, delisting };
    }
  }
}

/** Nothing can happen in the first session: there is nothing before it. */
function positionOf({ sessions }: MarketPlan, date: string): number {
  const position = sessions.indexOf(date);
  if (position > 0) return position;
  throw new RangeError(`session is ${date}: give one after the first, up to ${sessions.at(-1)}`);
}
