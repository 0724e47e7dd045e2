import type { LineState, LineStates, PriceRow } from './line-state.js';
import { Names, type PastDelisting, type Rename } from './rename.js';
import type { CorporateAction } from './session-return.js';

/** What happened between two published sessions, under the names of its days. */
export interface Between {
  readonly renames: readonly Rename[];
  readonly delistings: readonly PastDelisting[];
  readonly actions: readonly CorporateAction[];
}

/** The lines as they are called now, and what happened to them since the previous published session under the same names. */
export interface Carried {
  readonly names: Names;
  readonly lines: LineStates;
  readonly delistings: readonly PriceRow[];
  readonly actions: readonly CorporateAction[];
}

/** Names every line as on the session that `between` leads to. `lines` itself stays as it is; without renames it is handed on. */
export function carryNames(lines: LineStates, between: Between): Carried {
  const { renames, delistings, actions } = between;
  const names = new Names({
    renames,
    delistings,
    traded: (ticker) => {
      const line = lines.get(ticker);
      return line !== undefined && !line.dead && line.staleSessions === 0;
    },
    dead: (ticker) => lines.get(ticker)?.dead === true,
  });
  if (names.unchanged) return { names, lines, delistings, actions };
  const concerned = new Set(names.concerned);
  const bearers = bearersNow(lines, names, delistings);
  const named: LineStates = new Map([...lines].filter(([ticker]) => !concerned.has(ticker)));
  for (const [name, line] of bearers) {
    const state = lines.get(line);
    if (state !== undefined) named.set(name, { ...state, ticker: name });
  }
  const deaths = delistings.flatMap((row): PriceRow[] => {
    const [name] = [...bearers].find(([, line]) => names.bears(line, row.ticker, row.session)) ?? [];
    if (name !== undefined) return [{ ...row, ticker: name }];
    // Of a line that gave way to another, or of one that is not known.
    return [...concerned].some((line) => names.bears(line, row.ticker, row.session)) ? [] : [row];
  });
  return { names, lines: named, delistings: deaths, actions: actionsNow(names, concerned, bearers, actions) };
}

/** The line whose state each concerned name has now. */
function bearersNow(lines: LineStates, names: Names, delistings: readonly PastDelisting[]): Map<string, string> {
  const rank = (line: string): readonly [alive: number, traded: string] => {
    const state = lines.get(line);
    if (state === undefined) return [-1, ''];
    const died = delistings.some(({ ticker, session }) => names.bears(line, ticker, session));
    return [state.dead || died ? 0 : 1, state.priceSession];
  };
  const bearers = new Map<string, string>();
  for (const line of names.concerned) {
    const name = names.now(line);
    if (name === null) continue;
    const rival = bearers.get(name);
    if (rival === undefined || precedes(rank(line), rank(rival), name === rival)) bearers.set(name, line);
  }
  return bearers;
}

/** Living before dead before unknown, then what traded last; on a tie the line that was renamed. */
function precedes(
  line: readonly [number, string],
  rival: readonly [number, string],
  rivalKeptItsName: boolean,
): boolean {
  if (line[0] !== rival[0]) return line[0] > rival[0];
  return line[1] === rival[1] ? rivalKeptItsName : line[1] > rival[1];
}

function actionsNow(
  names: Names,
  concerned: ReadonlySet<string>,
  bearers: ReadonlyMap<string, string>,
  actions: readonly CorporateAction[],
): CorporateAction[] {
  const others = actions.filter((action) => !concerned.has(action.ticker));
  const theirs = [...bearers].flatMap(([name, line]) =>
    names.actionsOf(line, actions).map((action) => ({ ...action, ticker: name })),
  );
  return [...others, ...theirs];
}

/** What a session brought to the lines held into it, by the names under which they are held. */
export interface HeldMarket {
  /** This session's rows by ticker; those of the lines held are enough. */
  readonly rows: ReadonlyMap<string, Pick<PriceRow, 'close' | 'delistingReturn'>>;
  /** With an ex-date after the last published session and up to this one, in ex-date order; those of the lines held are enough. */
  readonly actions: readonly CorporateAction[];
  /** Those called otherwise now; null: another line took the name. */
  readonly renamed: ReadonlyMap<string, string | null>;
}

/** @param market rows of the session under its names, and what happened since the previous published one under the names of its days */
export function heldMarket<Row extends Pick<LineState, 'ticker'> & Pick<PriceRow, 'close' | 'delistingReturn'>>(
  held: readonly { readonly ticker: string }[],
  names: Names,
  market: {
    readonly rows: readonly Row[];
    readonly delistings: readonly (Row & { readonly session: string })[];
    readonly actions: readonly CorporateAction[];
  },
): HeldMarket {
  const rows = new Map<string, Row>(market.rows.map((row) => [row.ticker, row]));
  const renamed = new Map<string, string | null>();
  if (names.unchanged) {
    for (const row of market.delistings) rows.set(row.ticker, row);
    return { rows, actions: market.actions, renamed };
  }
  const concerned = new Set(names.concerned);
  const theirs = new Map<string, Row>();
  const actions = market.actions.filter((action) => !concerned.has(action.ticker));
  for (const { ticker } of held) {
    const name = names.now(ticker);
    if (name !== ticker) renamed.set(ticker, name);
    const death = market.delistings.filter((row) => names.bears(ticker, row.ticker, row.session)).at(-1);
    const row = death ?? (name === null ? undefined : rows.get(name));
    if (row !== undefined) theirs.set(ticker, row);
    if (concerned.has(ticker)) actions.push(...names.actionsOf(ticker, market.actions));
  }
  return { rows: theirs, actions, renamed };
}
