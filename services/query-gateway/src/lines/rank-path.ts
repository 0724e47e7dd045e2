import { referenceOn } from '#domain/eligibility';
import type { NamedDays } from '#domain/line-names';
import type { LineState } from '#domain/line-state';
import type { RankedLine, Ranking } from '#domain/ranking';
import type { Queryable } from '#storage/database';
import type { KnownMarket } from './carried-caps.js';
import { sessionsUpTo, visitSessions } from './ranked-sessions.js';
import type { KeptIndex } from './ranked-sessions.js';

/** A line on one session. */
export interface PathStep {
  readonly session: string;
  /** What it is called. */
  readonly ticker: string;
  /** After the close; undefined when nothing is known of it. */
  readonly state: LineState | undefined;
  /** Of the line, or of the one that represents its company; null where neither is ranked. */
  readonly ranked: RankedLine | null;
  /** Down to the line, and further where that was asked for. */
  readonly ranking: Ranking;
  readonly wasMember: boolean;
}

export interface PathQuestion {
  readonly market: KnownMarket;
  readonly names: readonly NamedDays[];
  /** The last session of the path, and how many sessions it has. */
  readonly session: string;
  readonly count: number;
  /** The market cap down to which the last session is ranked, if the line itself is worth more; US dollars. */
  readonly floor: number;
}

/** The line on the last `count` published sessions up to one, oldest first; fewer where the index begins. */
export async function rankPath(database: Queryable, index: KeptIndex, question: PathQuestion): Promise<PathStep[]> {
  const { market, names, session: last, count } = question;
  const sessions = await sessionsUpTo(database, index.id, last, count);
  const path = new Set(sessions.slice(-count));
  const floors = await ownCaps(database, index, question, sessions);
  floors.set(last, Math.min(question.floor, floors.get(last) ?? Infinity));
  const steps: PathStep[] = [];
  const tickers = names.map(({ ticker }) => ticker);
  const ranked = new Map([...path].map((session) => [session, floors.get(session) ?? Infinity]));
  await visitSessions(database, index, { market, sessions, floors: ranked, tickers }, (visited) => {
    const { session, lines, ranking, members } = visited;
    if (ranking === null) return;
    const ticker = nameOn(names, session);
    const state = lines.get(ticker);
    const issuer = issuerOf(index, market, session, state);
    steps.push({
      ...{ session, ticker, ranking },
      state: state === undefined ? undefined : { ...state },
      ranked: ranking.byTicker.get(ticker) ?? representative(ranking, issuer),
      wasMember: members?.has(ticker) === true,
    });
  });
  return steps;
}

/** What the line is worth on each session. */
async function ownCaps(
  database: Queryable,
  index: KeptIndex,
  { market, names }: PathQuestion,
  sessions: readonly string[],
): Promise<Map<string, number>> {
  const caps = new Map<string, number>();
  const tickers = names.map(({ ticker }) => ticker);
  await visitSessions(database, index, { market, sessions, floors: new Map(), tickers }, ({ session, lines }) => {
    const cap = lines.get(nameOn(names, session))?.marketCap ?? null;
    if (cap !== null) caps.set(session, cap);
  });
  return caps;
}

/** What a line is called on a session. */
export function nameOn(names: readonly NamedDays[], session: string): string {
  const named = names.find(({ from, to }) => (from === null || from <= session) && (to === null || session <= to));
  return (named ?? names[0])?.ticker ?? '';
}

/** The company of a line, where companies are ranked and it is known. */
function issuerOf(
  { definition }: KeptIndex,
  { references }: KnownMarket,
  session: string,
  line: LineState | undefined,
): string | null {
  if (definition.share_classes !== 'company' || line === undefined) return null;
  return line.issuer ?? referenceOn(references, line.ticker, session)?.issuer ?? null;
}

function representative({ lines }: Ranking, issuer: string | null): RankedLine | null {
  return issuer === null ? null : (lines.find((line) => line.issuer === issuer) ?? null);
}
