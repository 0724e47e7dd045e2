/** Where a command writes; results and what is said about the work are kept apart, so that results can be piped. */
export interface Terminal {
  /** Of results. */
  out(text: string): void;
  /** Of progress and problems. */
  say(text: string): void;
  /** Whether somebody watches, so that a bar may be drawn over. */
  readonly watched: boolean;
}

const BAR_WIDTH = 28;

/** How far something is, as a bar that is drawn over; where nobody watches, nothing. */
export function showBar(terminal: Terminal, label: string, share: number, note: string): void {
  if (!terminal.watched) return;
  const filled = Math.round(share * BAR_WIDTH);
  const percent = String(Math.floor(share * 100)).padStart(3);
  terminal.say(
    `\r\u001B[2K${label} [${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${percent} % ${note}${share === 1 ? '\n' : ''}`,
  );
}

export function clearBar(terminal: Terminal): void {
  if (terminal.watched) terminal.say('\r\u001B[2K');
}

type Cell = string | number | null | undefined;

/** A table of columns as wide as they must be; numbers to the right. Control characters of a cell are left out. */
export function table(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => row.map(cellText));
  const widths = columns.map((name, at) => Math.max(name.length, ...texts.map((row) => row[at]?.length ?? 0)));
  const toTheRight = columns.map((_name, at) => rows.some((row) => typeof row[at] === 'number'));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (toTheRight[at] === true ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(columns), ...texts.map(line), ''].join('\n');
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '-';
  // What a vendor calls a company must not steer a terminal.
  return String(cell).replaceAll(/\p{Cc}/gu, '');
}
