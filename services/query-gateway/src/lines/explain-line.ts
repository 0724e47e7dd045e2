import type { ExplanationAnswer } from '#contracts/api/line-explanation.schema';
import { PATH_SESSIONS_MAX } from '#contracts/api/line-explanation.schema';
import { cutOffs, distanceTo, type CutOffs } from '#domain/cut-off';
import { nextSession } from '#domain/calendar';
import { referenceOn } from '#domain/eligibility';
import { ineligibility, type Forgotten } from '#domain/ineligibility';
import type { RankedLine } from '#domain/ranking';
import { standingReason, standingSentence, type Standing } from '#domain/standing';
import type { Queryable } from '#storage/database';
import { readCapInputs } from './cap-inputs.read-model.js';
import { knownMarket, type KnownMarket } from './carried-caps.js';
import type { IndexOnSession } from './explained-session.js';
import { readForgotten } from './forgotten-line.read-model.js';
import { readLine } from './line.read-model.js';
import { countWorthAtLeast } from './market-rows.read-model.js';
import { readChange, readDecision, readMembership, type Decision } from './membership.read-model.js';
import { rankPath, type PathStep } from './rank-path.js';
import type { KeptIndex } from './ranked-sessions.js';
import { floorOfRanks } from './ranked-top.js';

/** Rows that one answer looks at along the path of ranks, at most: a line that is behind thousands of others has a shorter one. */
const PATH_ROWS_MAX = 30_000;

type Explanation = Omit<ExplanationAnswer, 'requested_date'>;

/** Why the line that `asked` stands for is, or is not, in the index after the close of the session. */
export async function explainLine(
  database: Queryable,
  { index, session }: IndexOnSession,
  asked: string,
): Promise<Explanation> {
  const { size, buffer } = index.definition;
  const line = await readLine(database, asked, session);
  const market = await knownMarket(database, session);
  const floor = await floorOfRanks(database, index, market, { session, ranks: size + buffer });
  const question = { market, names: line.names, session, floor };
  const [alone] = await rankPath(database, index, { ...question, count: 1 });
  if (alone === undefined) throw new Error(`the published session ${session} could not be ranked`);
  const path = await pathOf(database, index, question, alone);
  const decision = await decisionOn(database, index, question, path);
  const isMember = await readMembership(database, index.id, line.names, [session]);
  const forgotten = alone.state === undefined ? await readForgotten(database, line.names, session) : null;
  const standing = standingOf(index, market, { step: alone, forgotten, decision, isMember: isMember.has(session) });
  const cutOff = cutOffs(alone.ranking, index.definition);
  const members = await readMembership(
    database,
    index.id,
    line.names,
    path.map((step) => step.session),
  );
  return {
    ...{ index: index.id, date: session, effective_from: nextSession(session) },
    ...{ ticker: line.ticker, name: line.name, sector: line.sector, exchange: line.exchange },
    is_member: standing.isMember,
    reason: standingReason(standing),
    summary: standingSentence({ ticker: line.ticker, index: index.id, session }, standing, cutOff),
    ...{ rank: standing.ranked?.rank ?? null, size, buffer, represented_by: standing.representedBy },
    decision,
    change: await readChange(database, index.id, line.names, session),
    market_cap: await readCapInputs(database, line.names, alone.state),
    cut_off: { entry: cutOffRow(cutOff.entry), exit: cutOffRow(cutOff.exit) },
    distance: distanceRow(standing, cutOff),
    data: path.map(({ session: date, ticker, ranked, state }) => ({
      ...{ date, ticker, rank: ranked?.rank ?? null, market_cap: state?.marketCap ?? null },
      is_member: members.has(date),
    })),
  };
}

type Question = Parameters<typeof rankPath>[2];

/** The last session is ranked already; those before it only down to the line. */
async function pathOf(
  database: Queryable,
  index: KeptIndex,
  question: Omit<Question, 'count'>,
  last: PathStep,
): Promise<PathStep[]> {
  const worth = last.state?.marketCap ?? null;
  const rows = worth === null ? 0 : await countWorthAtLeast(database, last.session, worth);
  const count = Math.max(1, Math.min(PATH_SESSIONS_MAX, Math.floor(PATH_ROWS_MAX / Math.max(1, rows))));
  return count === 1 ? [last] : rankPath(database, index, { ...question, count });
}

/** When and by which ranking the present members were chosen, and the line's rank in it. */
async function decisionOn(
  database: Queryable,
  index: KeptIndex,
  question: Omit<Question, 'count'>,
  path: readonly PathStep[],
): Promise<Decision & { readonly rank: number | null }> {
  const decision = await readDecision(database, index, question.session);
  const known = path.find(({ session }) => session === decision.ranked_on);
  if (known !== undefined) return { ...decision, rank: known.ranked?.rank ?? null };
  const [step] = await rankPath(database, index, {
    ...question,
    ...{ session: decision.ranked_on, count: 1, floor: Infinity },
  });
  return { ...decision, rank: step?.ranked?.rank ?? null };
}

function standingOf(
  { definition }: KeptIndex,
  { references }: KnownMarket,
  found: {
    readonly step: PathStep;
    readonly forgotten: Forgotten | null;
    readonly decision: { readonly rank: number | null };
    readonly isMember: boolean;
  },
): Standing {
  const { session, ticker, state, ranked, wasMember } = found.step;
  const { forgotten } = found;
  const reference = referenceOn(references, ticker, session);
  const own = ranked?.ticker === ticker ? ranked : null;
  const objection = ineligibility(state, reference, { session, filter: definition, wasMember, forgotten });
  return {
    ...{ size: definition.size, buffer: definition.buffer, isMember: found.isMember },
    ranked: own,
    decidingRank: found.decision.rank,
    ineligibility: objection,
    lastTraded: state?.priceSession ?? forgotten?.session ?? null,
    representedBy: objection === null && ranked !== null && own === null ? ranked.ticker : null,
  };
}

function cutOffRow(line: RankedLine | null): ExplanationAnswer['cut_off']['entry'] {
  return line === null ? null : { ticker: line.ticker, rank: line.rank, market_cap: line.marketCap };
}

function distanceRow({ isMember, ranked }: Standing, { entry, exit }: CutOffs): ExplanationAnswer['distance'] {
  const edge = isMember ? exit : entry;
  if (ranked === null || edge === null) return null;
  const { dollars, share, ranks } = distanceTo(edge, ranked);
  return { to: isMember ? 'exit' : 'entry', dollars, percent: 100 * share, ranks };
}
