import type { PriceRow } from '#domain/line-state';
import type { DelistingRow, MarketBlock } from './market-block.js';
import type { NameTable } from './name-table.js';

/** Where a session lies: its block, and its position in it. */
export interface PanelDay {
  readonly block: MarketBlock;
  readonly day: number;
}

/** The whole market over a range of sessions, in blocks that follow each other. */
export class MarketPanel {
  private readonly days = new Map<string, PanelDay>();

  constructor(
    readonly blocks: readonly MarketBlock[],
    readonly names: { readonly lines: NameTable; readonly issuers: NameTable },
  ) {
    for (const block of blocks) {
      block.sessions.forEach((session, day) => this.days.set(session, { block, day }));
    }
  }

  /** Undefined for a session without rows. */
  dayOf(session: string): PanelDay | undefined {
    return this.days.get(session);
  }
}

/** The rows of some lines of a panel, session by session. */
export class PanelRows {
  private readonly places = new Map<MarketBlock, Uint32Array>();
  private readonly deaths = new Map<string, DelistingRow[]>();

  /** @param chosen 1 for each line, by its number, that is asked for */
  constructor(
    private readonly panel: MarketPanel,
    chosen: Uint8Array,
  ) {
    for (const block of panel.blocks) {
      const places: number[] = [];
      block.lines.forEach((line, place) => {
        if (chosen[line] === 1) places.push(place);
      });
      this.places.set(block, Uint32Array.from(places));
      for (const row of block.delistings) {
        if (chosen[panel.names.lines.find(row.ticker) as number] !== 1) continue;
        const session = block.sessions[row.day] as string;
        this.deaths.set(session, [...(this.deaths.get(session) ?? []), row]);
      }
    }
  }

  /** Those with a delisting return: all that an unpublished session tells. */
  deathsOf(session: string): PriceRow[] {
    return (this.deaths.get(session) ?? []).map(({ day: _day, ...row }) => row);
  }

  rowsOf(session: string): PriceRow[] {
    const found = this.panel.dayOf(session);
    if (found === undefined) return [];
    const { block, day } = found;
    const { lines, issuers } = this.panel.names;
    const rows = this.deathsOf(session);
    for (const place of this.places.get(block) as Uint32Array) {
      if (!block.hasRow(place, day)) continue;
      const issuer = block.issuerAt(place, day);
      rows.push({
        ticker: lines.nameOf(block.lines[place] as number),
        close: numberOrNull(block.closeAt(place, day)),
        marketCap: numberOrNull(block.capAt(place, day)),
        eligible: block.isMarked(place, day) ? false : null,
        issuer: issuer === null ? null : issuers.nameOf(issuer),
        delistingReturn: null,
      });
    }
    return rows;
  }
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
