import { listingChanges, type ListedLine, type StoredListing } from './listing-changes.js';

const listing = (ticker: string, permanentId: string): ListedLine => ({
  ticker,
  permanentId,
  name: 'A company',
  sector: null,
  exchange: 'NYSE',
  issuer: '1',
  type: 'CS',
  listedOn: null,
});

/** Folds days into what is known, as the store does. */
function learn(days: readonly (readonly [string, readonly ListedLine[]])[]): {
  known: StoredListing[];
  renames: string[];
  vanished: string[];
} {
  let known: StoredListing[] = [];
  const renames: string[] = [];
  let vanished: string[] = [];
  for (const [session, list] of days) {
    const changes = listingChanges(known, list, session);
    const key = (row: Pick<StoredListing, 'lineId' | 'validFrom'>): string => `${row.lineId} ${row.validFrom}`;
    // The store takes each row once.
    expect(new Set(changes.listings.map(key)).size).toBe(changes.listings.length);
    const replaced = new Set([...changes.removed.map(key), ...changes.listings.map(key)]);
    known = [...known.filter((row) => !replaced.has(key(row))), ...changes.listings];
    renames.push(
      ...changes.renames.map(({ ticker, effectiveOn, newTicker }) => `${ticker}>${newTicker}@${effectiveOn}`),
    );
    vanished = changes.vanished.map(({ ticker }) => ticker);
  }
  return { known, renames, vanished };
}
const spells = (known: readonly StoredListing[]): string[] =>
  known
    .map((row) => `${row.lineId} ${row.ticker} ${row.validFrom}..${row.validTo ?? ''} ${row.endReason ?? ''}`.trim())
    .sort();

describe('what a day’s list changes', () => {
  it('is nothing where the line is known under its ticker', () => {
    const day = [listing('FB', 'x')];
    const { known, renames, vanished } = learn([
      ['2022-06-07', day],
      ['2022-06-08', day],
    ]);
    expect(spells(known)).toEqual(['x FB 2022-06-07..']);
    expect([renames, vanished]).toEqual([[], []]);
    expect(listingChanges(known, day, '2022-06-09').listings).toEqual([]);
  });

  it('is a rename where the line has another ticker, not an end and a beginning', () => {
    const { known, renames, vanished } = learn([
      ['2022-06-08', [listing('FB', 'x')]],
      ['2022-06-09', [listing('META', 'x')]],
    ]);
    expect(spells(known)).toEqual(['x FB 2022-06-08..2022-06-08 renamed', 'x META 2022-06-09..']);
    expect(renames).toEqual(['FB>META@2022-06-09']);
    expect(vanished).toEqual([]);
  });

  it('is the same when the days come backwards', () => {
    const { known, renames } = learn([
      ['2022-06-10', [listing('META', 'x')]],
      ['2022-06-09', [listing('META', 'x')]],
      ['2022-06-08', [listing('FB', 'x')]],
      ['2022-06-07', [listing('FB', 'x')]],
    ]);
    expect(spells(known)).toEqual(['x FB 2022-06-07..2022-06-08 renamed', 'x META 2022-06-09..']);
    expect(renames).toEqual(['FB>META@2022-06-09']);
  });

  it('is another line where a ticker is used again', () => {
    const { known, renames, vanished } = learn([
      ['2021-03-25', [listing('GEN', 'old')]],
      ['2022-11-08', [listing('GEN', 'new')]],
    ]);
    expect(spells(known)).toEqual(['new GEN 2022-11-08..', 'old GEN 2021-03-25..']);
    expect([renames, vanished]).toEqual([[], ['GEN']]);
  });

  it('is seen between two days that were acquired before, also where the line was renamed twice', () => {
    const twice = learn([
      ['2022-06-06', [listing('A', 'x')]],
      ['2022-06-10', [listing('C', 'x')]],
      ['2022-06-08', [listing('B', 'x')]],
    ]);
    expect(spells(twice.known)).toEqual([
      'x A 2022-06-06..2022-06-07 renamed',
      'x B 2022-06-08..2022-06-09 renamed',
      'x C 2022-06-10..',
    ]);
    expect(twice.renames).toEqual(['A>C@2022-06-10', 'A>B@2022-06-08', 'B>C@2022-06-10']);
    const once = learn([
      ['2022-06-06', [listing('A', 'x')]],
      ['2022-06-10', [listing('B', 'x')]],
      ['2022-06-08', [listing('B', 'x')]],
    ]);
    expect(spells(once.known)).toEqual(['x A 2022-06-06..2022-06-07 renamed', 'x B 2022-06-08..']);
  });

  it('is another ticker from the same day on where the vendor corrects the list of a day', () => {
    const corrected = learn([
      ['2022-06-08', [listing('TYPO', 'x')]],
      ['2022-06-08', [listing('A', 'x')]],
    ]);
    expect(spells(corrected.known)).toEqual(['x A 2022-06-08..']);
    expect(corrected.renames).toEqual([]);
    const between = learn([
      ['2022-06-07', [listing('A', 'x')]],
      ['2022-06-08', [listing('TYPO', 'x')]],
      ['2022-06-09', [listing('C', 'x')]],
      ['2022-06-08', [listing('B', 'x')]],
    ]);
    expect(spells(between.known)).toEqual([
      'x A 2022-06-07..2022-06-07 renamed',
      'x B 2022-06-08..2022-06-08 renamed',
      'x C 2022-06-09..',
    ]);
    expect(between.renames).toEqual(['A>TYPO@2022-06-08', 'TYPO>C@2022-06-09', 'A>B@2022-06-08', 'B>C@2022-06-09']);
    const sooner = learn([
      ['2022-06-08', [listing('TYPO', 'x')]],
      ['2022-06-09', [listing('B', 'x')]],
      ['2022-06-08', [listing('B', 'x')]],
    ]);
    expect(spells(sooner.known)).toEqual(['x B 2022-06-08..']);
  });
});
