import { TickerTable, TICKERS_MAX } from './ticker-table.js';

function numberOf(table: TickerTable, text: string): number {
  const bytes = Buffer.from(`x${text}x`);
  return table.numberOf(bytes, 1, bytes.length - 1);
}

describe('TickerTable', () => {
  test('numbers tickers in the order of their first appearance, and keeps them as text', () => {
    const table = new TickerTable();
    expect(['NA', 'TRUE', 'NA', 'NAN', 'TRUE'].map((text) => numberOf(table, text))).toEqual([0, 1, 0, 2, 1]);
    expect(table.names).toEqual(['NA', 'TRUE', 'NAN']);
    expect(table.bytes.map(String)).toEqual(table.names);
  });

  test('gives all spellings of a line one number', () => {
    const table = new TickerTable();
    expect(['BRK-B', 'BRK.B', 'BRK/B', ' BRK.B '].map((text) => numberOf(table, text))).toEqual([0, 0, 0, 0]);
    expect(table.names).toEqual(['BRK.B']);
  });

  test('knows what is no ticker', () => {
    const table = new TickerTable();
    expect(['', 'A B', 'Ä', 'X'.repeat(25), 'X'.repeat(100)].map((text) => numberOf(table, text))).toEqual([
      -1, -1, -1, -1, -1,
    ]);
    expect(table.names).toEqual([]);
  });

  test('finds each of many again, and has a limit', () => {
    const table = new TickerTable();
    const name = (position: number): string => `T${position}`;
    for (let position = 0; position < TICKERS_MAX; position += 1) numberOf(table, name(position));
    for (let position = 0; position < TICKERS_MAX; position += 997)
      expect(numberOf(table, name(position))).toBe(position);
    expect(() => numberOf(table, 'ONE.MORE')).toThrow(/more than 100000 different tickers/);
  });
});
