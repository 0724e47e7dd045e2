import { csvOf, tableOf } from './answer-table.js';

describe('a table as CSV', () => {
  it('has a header line, and lines that end as RFC 4180 says', () => {
    expect(csvOf({ columns: ['ticker', 'rank'], rows: [['AAPL', 1]] })).toBe('ticker,rank\r\nAAPL,1\r\n');
    expect(csvOf({ columns: ['ticker', 'rank'], rows: [] })).toBe('ticker,rank\r\n');
  });

  it('leaves a cell empty where nothing is known', () => {
    expect(csvOf({ columns: ['a', 'b'], rows: [[null, '']] })).toBe('a,b\r\n,\r\n');
  });

  it('keeps numbers as they are, also negative and very small ones', () => {
    expect(csvOf({ columns: ['a', 'b', 'c'], rows: [[-1.5, 0, 1e-7]] })).toBe('a,b,c\r\n-1.5,0,1e-7\r\n');
  });

  it.each(['=cmd|x!A1', '+1', '-1', '@SUM(A1)', '\tx', '＝1'])('defuses the formula %j', (text) => {
    expect(csvOf({ columns: ['name'], rows: [[text]] })).toBe(`name\r\n'${text}\r\n`);
  });

  it('quotes what would end a cell', () => {
    expect(csvOf({ columns: ['name'], rows: [['A, "B"\nC']] })).toBe('name\r\n"A, ""B""\nC"\r\n');
  });

  it.each(['A\nB', 'A\rB', 'A\r\nB'])('quotes what would end a line: %j', (text) => {
    expect(csvOf({ columns: ['name', 'rank'], rows: [[text, 1]] })).toBe(`name,rank\r\n"${text}",1\r\n`);
  });

  it('is made of objects by their names: lists become texts, what is absent is empty', () => {
    const table = tableOf(
      ['date', 'reasons', 'complete', 'lines'],
      [
        { lines: 3, complete: false, date: '2023-01-13', reasons: ['too few', 'blocked'] },
        { date: '2023-01-17', reasons: [], values: 1 },
      ],
    );
    expect(csvOf(table)).toBe(
      'date,reasons,complete,lines\r\n2023-01-13,too few; blocked,false,3\r\n2023-01-17,,,\r\n',
    );
  });
});
