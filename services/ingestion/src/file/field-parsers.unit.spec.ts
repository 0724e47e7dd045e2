import fc from 'fast-check';
import { dateOfKey, parseDateKey, parseDecimal, parseTruth, trimEnd, trimStart } from './field-parsers.js';

function decimal(text: string): number {
  // Neighbouring bytes must not be looked at.
  const bytes = Buffer.from(`9${text}9`, 'latin1');
  return parseDecimal(bytes, 1, bytes.length - 1);
}

describe('parseDecimal', () => {
  const digits = (maxLength: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9]{0,${maxLength}}$`));
  const decimals = fc
    .tuple(
      fc.constantFrom('', '-', '+'),
      digits(25),
      fc.boolean(),
      digits(25),
      fc.option(fc.integer({ min: -400, max: 400 })),
    )
    .filter(([, whole, point, fraction]) => whole !== '' || (point && fraction !== ''))
    .map(([sign, whole, point, fraction, exponent]) => {
      return `${sign}${whole}${point ? `.${fraction}` : ''}${exponent === null ? '' : `e${exponent}`}`;
    });

  test('gives what Number gives, for any decimal', () => {
    fc.assert(
      fc.property(decimals, (text) => {
        expect(Object.is(decimal(text), Number(text))).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });

  test('gives back every double from its own text', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Object.is(decimal(Object.is(value, -0) ? '-0' : String(value)), value)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });

  test('gives back every price and market cap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), fc.integer({ min: 0, max: 6 }), (units, places) => {
        const text = (units / 10 ** places).toFixed(places);
        expect(decimal(text)).toBe(Number(text));
      }),
      { numRuns: 20_000 },
    );
  });

  test.each([
    '',
    '+',
    '-',
    '.',
    '-.',
    'e5',
    '1e',
    '1e+',
    '1e5.',
    '1.2.3',
    '--1',
    '1 2',
    '0x10',
    'NaN',
    'Infinity',
    '1,0',
    '$1',
    '1_0',
    '1n',
  ])('refuses %j', (text) => {
    expect(decimal(text)).toBeNaN();
  });

  test('says when a number is beyond the doubles', () => {
    expect(decimal('1e400')).toBe(Infinity);
    expect(decimal('-1e99999999')).toBe(-Infinity);
    expect(decimal('1e-99999999')).toBe(0);
  });
});

describe('parseDateKey', () => {
  const key = (text: string): number => parseDateKey(Buffer.from(text), 0, text.length);

  test('reads every real day as the day that it is', () => {
    const days = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const text = day.toISOString().slice(0, 10);
        expect(dateOfKey(key(text))).toBe(text);
      }),
    );
  });

  test.each([
    '2023-02-29',
    '1900-02-29',
    '2023-13-01',
    '2023-00-10',
    '2023-01-32',
    '2023-01-00',
    '0000-01-01',
    '2023-1-05',
    '20230105',
    '2023/01/05',
    '2023-01-0x',
    '2023-01-05T',
  ])('refuses %s', (text) => {
    expect(key(text)).toBe(-1);
  });

  test('knows leap years', () => {
    expect(key('2024-02-29')).toBe(20240229);
    expect(key('2000-02-29')).toBe(20000229);
  });
});

describe('parseTruth', () => {
  const truth = (text: string): boolean | null => parseTruth(Buffer.from(text), 0, text.length);

  test.each(['true', 'TRUE', 'Yes', 'y', 't', '1'])('%s is true', (text) => expect(truth(text)).toBe(true));
  test.each(['false', 'FALSE', 'No', 'n', 'f', '0'])('%s is false', (text) => expect(truth(text)).toBe(false));
  test.each(['', 'maybe', '2', 'ja'])('%j is neither', (text) => expect(truth(text)).toBeNull());
});

test('spaces and tabs around a field are left out', () => {
  const bytes = Buffer.from(' \t a b \t');
  const start = trimStart(bytes, 0, bytes.length);
  expect(bytes.toString('latin1', start, trimEnd(bytes, start, bytes.length))).toBe('a b');
  expect(trimStart(Buffer.from('  '), 0, 2)).toBe(2);
  expect(trimEnd(Buffer.from('  '), 2, 2)).toBe(2);
});
