import { FileRefused } from '../file/file-refused.error.js';
import type { ImportKind } from './import-kind.js';
import { REJECTIONS_MAX } from './rejection.js';
import { RowIntake } from './row-intake.js';

const TODAY = '2023-06-30';

function take(kind: ImportKind, text: string): RowIntake {
  const intake = new RowIntake(kind, TODAY);
  intake.push(Buffer.from(text));
  intake.end();
  return intake;
}

const rejectionsOf = (kind: ImportKind, text: string): readonly unknown[] => take(kind, text).rejections.kept;

const HEADER =
  'date,ticker,open,high,low,close,volume,market_cap,split_ratio,dividend,delisting_return,eligible,issuer';
const GOOD = {
  date: '2023-01-13',
  ticker: 'AAPL',
  open: '132',
  high: '135',
  low: '131',
  close: '134.76',
  volume: '57758000',
  market_cap: '2.1e12',
  split_ratio: '',
  dividend: '',
  delisting_return: '',
  eligible: '',
  issuer: '',
};
const price = (values: Partial<typeof GOOD>): string =>
  `${HEADER}\n${Object.values({ ...GOOD, ...values }).join(',')}\n`;

describe('a row of prices', () => {
  test.each<[Partial<typeof GOOD>]>([
    [{}],
    [{ open: '', high: '', low: '', volume: '', market_cap: '' }],
    [{ close: '', delisting_return: '-1' }],
    [{ close: '1', delisting_return: '0.25' }],
    [{ close: '200' }],
    [{ high: '131', low: '131' }],
    [{ open: '0', volume: '0', market_cap: '0' }],
    [{ volume: '57758000.0' }],
    [{ volume: '5.7758e7' }],
    [{ split_ratio: '0.5', dividend: '0.23' }],
    [{ split_ratio: '1', dividend: '0' }],
    [{ eligible: 'FALSE' }],
    [{ eligible: 'y' }],
    [{ issuer: '"Alphabet, Inc."' }],
    [{ ticker: 'NA' }],
    [{ ticker: 'TRUE' }],
    [{ ticker: 'BRK/B' }],
    [{ date: ' 2023-01-13 ', close: ' 134.76 ' }],
    [{ date: '2023-06-30' }],
    [{ date: '1990-01-02' }],
  ])('is taken with %j', (values) => {
    const intake = take('prices', price(values));
    expect(intake.rejections.kept).toEqual([]);
    expect(intake.takeBatch(true)).toMatchObject({ rows: 1 });
  });

  test.each<[Partial<typeof GOOD>, string, string]>([
    [{ date: '' }, 'date', 'missing_value'],
    [{ date: '2023-02-30' }, 'date', 'invalid_date'],
    [{ date: '13.01.2023' }, 'date', 'invalid_date'],
    [{ date: '2023-01-14' }, 'date', 'not_a_session'],
    [{ date: '2023-01-16' }, 'date', 'not_a_session'],
    [{ date: '2023-07-03' }, 'date', 'future_date'],
    [{ date: '1989-12-29' }, 'date', 'outside_calendar'],
    [{ date: '2031-01-02' }, 'date', 'outside_calendar'],
    [{ ticker: '' }, 'ticker', 'missing_value'],
    [{ ticker: '  ' }, 'ticker', 'missing_value'],
    [{ ticker: 'A B' }, 'ticker', 'invalid_ticker'],
    [{ ticker: 'A'.repeat(25) }, 'ticker', 'invalid_ticker'],
    [{ open: 'n/a' }, 'open', 'not_a_number'],
    [{ high: '1e999' }, 'high', 'out_of_range'],
    [{ low: '-1' }, 'low', 'negative'],
    [{ close: '' }, 'close', 'missing_value'],
    [{ close: '0' }, 'close', 'not_positive'],
    [{ close: '5e-324' }, 'close', 'out_of_range'],
    [{ close: '1.01e8' }, 'close', 'out_of_range'],
    [{ close: '-134' }, 'close', 'negative'],
    [{ close: '$134' }, 'close', 'not_a_number'],
    [{ close: 'NaN' }, 'close', 'not_a_number'],
    [{ volume: '1.5' }, 'volume', 'not_an_integer'],
    [{ volume: '-1' }, 'volume', 'negative'],
    [{ volume: '1e17' }, 'volume', 'out_of_range'],
    [{ market_cap: '-1' }, 'market_cap', 'negative'],
    [{ market_cap: '1e16' }, 'market_cap', 'out_of_range'],
    [{ high: '130', low: '131' }, 'high', 'high_below_low'],
    [{ split_ratio: '0' }, 'split_ratio', 'not_positive'],
    [{ split_ratio: '-2' }, 'split_ratio', 'negative'],
    [{ split_ratio: '1e-300' }, 'split_ratio', 'out_of_range'],
    [{ dividend: '-0.1' }, 'dividend', 'negative'],
    [{ delisting_return: '-1.01' }, 'delisting_return', 'below_minus_one'],
    [{ delisting_return: '1e300' }, 'delisting_return', 'out_of_range'],
    [{ eligible: 'maybe' }, 'eligible', 'not_a_truth_value'],
    [{ issuer: 'x'.repeat(501) }, 'issuer', 'text_too_long'],
    [{ issuer: 'a\u0007b' }, 'issuer', 'control_character'],
    [{ issuer: 'a"b' }, 'issuer', 'malformed_quotes'],
  ])('is rejected with %j: column %s, rule %s', (values, column, rule) => {
    const [[, given]] = Object.entries(values) as [[string, string]];
    const rejected = { line: 2, column, value: (values as Record<string, string>)[column] ?? given, rule };
    expect(rejectionsOf('prices', price(values))).toEqual([{ ...rejected, value: rejected.value.slice(0, 100) }]);
  });

  test('is rejected with another number of fields than the header has', () => {
    const text = 'date,ticker,close,market_cap\n2023-01-13,A,1\n2023-01-13,B,1,1,1\n2023-01-13,C,1,1\n';
    const intake = take('prices', text);
    expect(intake.rejections.kept).toEqual([
      { line: 2, column: null, value: '3 fields, the header has 4', rule: 'field_count' },
      { line: 3, column: null, value: '5 fields, the header has 4', rule: 'field_count' },
    ]);
    expect(intake.rowsRead).toBe(3);
  });

  test('is rejected under the line on which it begins', () => {
    const text = 'date,ticker,close,market_cap,note\r\n2023-01-13,A,1,1,"two\r\nlines"\r\n\r\n2023-01-13,B,x,1,\r\n';
    expect(rejectionsOf('prices', text)).toEqual([{ line: 5, column: 'close', value: 'x', rule: 'not_a_number' }]);
  });

  test('that repeats a key is told from the first, whichever spelling it has', () => {
    const text =
      'date,ticker,close,market_cap\n2023-01-13,BRK-B,1,1\n2023-01-13,BRK.B,1,1\n2023-01-17,BRK.B,1,1\n2023-01-13,BRK/B,x,1\n';
    const intake = take('prices', text);
    expect(intake.rowsRepeated).toBe(1);
    expect(intake.linesOfDates()).toEqual([
      { date: '2023-01-13', lines: 1 },
      { date: '2023-01-17', lines: 1 },
    ]);
    expect(intake.acceptedTickers()).toEqual(['BRK.B']);
  });
});

describe('rows of other kinds', () => {
  test.each([
    ['splits', 'ticker,ex_date,factor\nA,2023-01-13,2\nB,2023-01-14,0.1\nC,2029-01-13,3\n'],
    ['dividends', 'ticker,ex_date,amount\nA,2023-01-13,0.01\n'],
    ['stocks', 'ticker,name,sector\nA,"Agilent, Inc.",\nNA,,\n'],
    ['stocks', 'ticker,listed_on,delisted_on\nA,1962-01-02,\nB,2020-01-01,2020-01-01\n'],
  ] as const)('of %s are taken: %j', (kind, text) => {
    expect(rejectionsOf(kind, text)).toEqual([]);
  });

  test.each([
    ['splits', 'ticker,ex_date,factor\nA,2023-01-13,0\n', 'factor', '0', 'not_positive'],
    ['splits', 'ticker,ex_date,factor\nA,2023-01-13,-1\n', 'factor', '-1', 'negative'],
    ['splits', 'ticker,ex_date,factor\nA,2023-01-13,2:1\n', 'factor', '2:1', 'not_a_number'],
    ['splits', 'ticker,ex_date,factor\nA,2023-01-13,1e7\n', 'factor', '1e7', 'out_of_range'],
    ['splits', 'ticker,ex_date,factor\nA,2023-01-13,\n', 'factor', '', 'missing_value'],
    ['splits', 'ticker,ex_date,factor\nA,2023-13-13,2\n', 'ex_date', '2023-13-13', 'invalid_date'],
    ['splits', 'ticker,ex_date,factor\n,2023-01-13,2\n', 'ticker', '', 'missing_value'],
    ['dividends', 'ticker,ex_date,amount\nA,1980-01-02,2\n', 'ex_date', '1980-01-02', 'outside_calendar'],
    ['dividends', 'ticker,ex_date,amount\nA,2023-01-13,1e400\n', 'amount', '1e400', 'out_of_range'],
    ['stocks', 'ticker,name\nA B,x\n', 'ticker', 'A B', 'invalid_ticker'],
    ['stocks', 'ticker,listed_on\nA,yesterday\n', 'listed_on', 'yesterday', 'invalid_date'],
    [
      'stocks',
      'ticker,listed_on,delisted_on\nA,2020-01-02,2020-01-01\n',
      'delisted_on',
      '2020-01-01',
      'delisted_before_listed',
    ],
    [
      'stocks',
      'ticker,delisted_on,listed_on\nA,2020-01-01,2020-01-02\n',
      'delisted_on',
      '2020-01-01',
      'delisted_before_listed',
    ],
  ] as const)('of %s are rejected: %j', (kind, text, column, value, rule) => {
    expect(rejectionsOf(kind, text)).toEqual([{ line: 2, column, value, rule }]);
  });
});

describe('the header', () => {
  test('is found by name, in any order and case, with unknown columns named', () => {
    const intake = take('prices', '\ufeffMarket_Cap, Ticker ,"Close",Currency,DATE\n1,A,1,USD,2023-01-13\n');
    expect(intake.rejections.kept).toEqual([]);
    expect(intake.header.ignored).toEqual(['Currency']);
    expect(intake.columns.map(({ name }) => name)).toEqual(['date', 'ticker', 'close', 'market_cap']);
  });

  test.each<[ImportKind, string, RegExp]>([
    [
      'prices',
      'date,ticker,close\n',
      /^The header in line 1 of a file of prices lacks market_cap\. Found "date,ticker,close"\./,
    ],
    [
      'prices',
      '\n\nhello\n',
      /^The header in line 3 of a file of prices lacks date, ticker, close, market_cap\. Found "hello"/,
    ],
    ['prices', 'date;ticker;close;market_cap\n', /separated by ";"; separate them by commas/],
    ['prices', 'ticker,ex_date,factor\n', /reads like a file of splits: send it with kind=splits/],
    ['stocks', 'ticker\n', /has none of name, sector/],
    ['stocks', 'date,ticker,close,market_cap\n', /kind=prices/],
    ['prices', 'date,ticker,close,market_cap,Close\n', /names the column close twice/],
    ['prices', `${Array.from({ length: 300 }, (_, column) => `c${column}`).join(',')}\n`, /300 columns/],
  ])('of %s refuses the file: %j', (kind, text, message) => {
    expect(() => take(kind, text)).toThrow(message);
    expect(() => take(kind, text)).toThrow(FileRefused);
  });

  test.each(['', '\n\n'])('must be there: %j', (text) => {
    expect(() => take('prices', text)).toThrow(/no header line/);
  });
});

test('all rejections are counted and the first are kept', () => {
  const rows = 'x,A,1,1\n'.repeat(REJECTIONS_MAX + 5);
  const { rejections } = take('prices', `date,ticker,close,market_cap\n${rows}`);
  expect(rejections.total).toBe(REJECTIONS_MAX + 5);
  expect(rejections.kept).toHaveLength(REJECTIONS_MAX);
});

describe('a file of one day as a vendor writes it', () => {
  const HEADER_OF_DAY = 'ticker,volume,open,close,high,low,window_start,transactions';
  const WINTER = '1673586000000000000';
  const SUMMER = '1687752000000000000';
  const day = (...rows: string[]): string => [HEADER_OF_DAY, ...rows, ''].join('\n');

  test('has its date in nanoseconds, fractions of shares and no market cap', () => {
    const intake = take(
      'prices',
      day(`A,10.9,1,2,3,1,${WINTER},7`, `B,5,1,2,3,1,${WINTER},7`, `A,1,1,2,3,1,${SUMMER},7`),
    );
    expect(intake.rejections.kept).toEqual([]);
    expect(intake.linesOfDates()).toEqual([
      { date: '2023-01-13', lines: 2 },
      { date: '2023-06-26', lines: 1 },
    ]);
    expect(intake.columns.map(({ name }) => name)).toEqual([
      'date',
      'ticker',
      'open',
      'high',
      'low',
      'close',
      'volume',
    ]);
    expect(intake.header.ignored).toEqual(['transactions']);
  });

  test.each([
    ['', 'missing_value'],
    ['noon', 'not_a_number'],
    ['-1', 'outside_calendar'],
    ['1e30', 'outside_calendar'],
    ['0', 'outside_calendar'],
    ['1673672400000000000', 'not_a_session'],
    ['1689000000000000000', 'future_date'],
  ])('with the moment %j breaks the rule %s', (moment, rule) => {
    expect(rejectionsOf('prices', day(`A,1,1,1,1,1,${moment},1`))).toEqual([
      { line: 2, column: 'window_start', value: moment, rule },
    ]);
  });

  test('with a date beside it is a file of ours that has other columns too', () => {
    const file = `date,market_cap,${HEADER_OF_DAY}\n2023-01-13,5,A,1,1,1,1,1,${WINTER},1\n`;
    expect(take('prices', file).header.ignored).toEqual(['window_start', 'transactions']);
  });
});
