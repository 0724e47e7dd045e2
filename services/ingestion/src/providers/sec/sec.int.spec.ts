import { LoopbackVendor } from '../../../test/loopback-vendor.js';
import { describeWithFixtures, vendorFixture } from '../../../test/vendor-fixture.js';
import { SecProvider } from './sec.provider.js';

const CIK = '0000320193';
const { signal } = new AbortController();

let vendor: LoopbackVendor;
let now = new Date('2026-11-20T23:00:00Z');
/** Each test has one that remembers nothing. */
let sec: SecProvider;

beforeAll(async () => {
  vendor = await LoopbackVendor.open();
});
beforeEach(() => {
  now = new Date('2026-11-20T23:00:00Z');
  sec = new SecProvider(vendor.upstream('sec'), () => now);
});
afterAll(() => vendor.close());

interface Fact {
  readonly end: unknown;
  readonly filed: unknown;
  readonly val: unknown;
  readonly form?: string;
}
const concept = (shares: readonly Fact[], over: object = {}): object => ({
  cik: 320193,
  taxonomy: 'dei',
  tag: 'EntityCommonStockSharesOutstanding',
  entityName: 'Example Inc.',
  units: { shares },
  ...over,
});
const quarter = (end: string, filed: string, val: unknown): Fact => ({ end, filed, val, form: '10-Q' });
const read = (session: string, issuer: string | null = CIK) =>
  sec.readShareCounts({ ticker: 'AAPL', issuer }, session, signal);
const answer = (...facts: Fact[]): void => vendor.answers(() => ({ body: concept(facts) }));

test('a count is known from the day of its filing on', async () => {
  answer(quarter('2026-04-17', '2026-05-01', 100_000), quarter('2026-07-17', '2026-07-31', 200_000));
  expect(await read('2026-07-30')).toEqual([{ shares: 100_000, knownOn: '2026-05-01', asOf: '2026-04-17' }]);
  expect(await read('2026-07-31')).toEqual([
    { shares: 100_000, knownOn: '2026-05-01', asOf: '2026-04-17' },
    { shares: 200_000, knownOn: '2026-07-31', asOf: '2026-07-17' },
  ]);
  expect(await read('2026-04-30')).toEqual([]);
  expect(vendor.calls.map(({ url }) => url.pathname)).toEqual([
    `/api/xbrl/companyconcept/CIK${CIK}/dei/EntityCommonStockSharesOutstanding.json`,
  ]);
});

test('an amendment replaces the count of its day from its own filing on', async () => {
  answer(quarter('2026-01-30', '2026-02-10', 100_000), quarter('2026-01-30', '2026-04-28', 110_000));
  expect((await read('2026-04-27')).at(-1)?.shares).toBe(100_000);
  expect((await read('2026-04-28')).at(-1)).toEqual({ shares: 110_000, knownOn: '2026-04-28', asOf: '2026-01-30' });
});

test('an amendment that repeats a count is no news, and one of an older day changes nothing', async () => {
  answer(
    quarter('2026-01-30', '2026-02-10', 100_000),
    quarter('2026-01-30', '2026-03-10', 100_000),
    quarter('2026-04-21', '2026-04-28', 120_000),
    quarter('2026-01-30', '2026-04-30', 101_000),
  );
  expect(await read('2026-05-04')).toEqual([
    { shares: 100_000, knownOn: '2026-02-10', asOf: '2026-01-30' },
    { shares: 120_000, knownOn: '2026-04-28', asOf: '2026-04-21' },
  ]);
});

test('placeholders, counts of days to come, contradictions and what makes no sense are left out', async () => {
  answer(
    quarter('2026-01-30', '2026-02-10', 100_000),
    quarter('2026-02-28', '2026-03-01', 1000),
    quarter('2026-03-01', '2026-03-02', 9999),
    quarter('2026-03-30', '2026-03-03', 300_000),
    quarter('2026-03-04', '2026-03-05', 400_000),
    quarter('2026-03-04', '2026-03-05', 500_000),
    quarter('2026-03-06', '2026-03-07', '600000'),
    quarter('2026-02-30', '2026-03-07', 600_000),
    quarter('2026-03-07', '2026-03-08', 1e15),
  );
  expect(await read('2026-05-04')).toEqual([{ shares: 100_000, knownOn: '2026-02-10', asOf: '2026-01-30' }]);
});

test('a company that has stopped filing the number has none', async () => {
  answer(quarter('2025-09-30', '2025-10-16', 100_000));
  // 400 days after 2025-10-16.
  expect(await read('2026-11-20')).toHaveLength(1);
  expect(await read('2026-11-21')).toEqual([]);
});

test('a company with several classes, which is not there, has none; nor has one without a CIK', async () => {
  vendor.answers(() => ({ status: 404, body: '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>' }));
  expect(await read('2026-11-19')).toEqual([]);
  expect(await read('2026-11-18')).toEqual([]);
  expect(vendor.calls).toHaveLength(1);
  expect(await read('2026-11-19', null)).toEqual([]);
  expect(await read('2026-11-19', 'ACME')).toEqual([]);
  expect(vendor.calls).toHaveLength(1);
});

test.each([
  ['etag', '"one"', 'if-none-match'],
  ['last-modified', 'Fri, 20 Nov 2026 10:00:00 GMT', 'if-modified-since'],
])('what is unchanged by its %s is not sent again', async (header, value, condition) => {
  const facts = concept([quarter('2026-07-17', '2026-07-31', 200_000)]);
  vendor.answers(({ headers }) =>
    headers[condition] === value ? { status: 304 } : { headers: { [header]: value }, body: facts },
  );
  expect(await read('2026-11-20')).toHaveLength(1);
  now = new Date('2026-11-23T23:00:00Z');
  expect(await read('2026-11-23')).toHaveLength(1);
  expect(vendor.calls.map(({ headers }) => headers[condition])).toEqual([undefined, value]);
  // It holds for the sessions before the day on which the vendor said so.
  expect(await read('2026-11-20')).toHaveLength(1);
  expect(vendor.calls).toHaveLength(2);
});

test.each([
  ['no contact', 403, '<html>Undeclared Automated Tool</html>', 'not_entitled'],
  ['too many calls', 429, '<html>Request Rate Threshold Exceeded</html>', 'rate_limited'],
  ['a web page with 200', 200, '<html>SEC.gov | Your request could not be processed</html>', 'malformed'],
  ['another company', 200, concept([], { cik: 1 }), 'malformed'],
  ['another number', 200, concept([], { tag: 'EntityPublicFloat' }), 'malformed'],
  ['no numbers', 200, concept([], { units: {} }), 'malformed'],
  ['half a body', 200, '{"cik":320193,"units":{"shares":[{"end"', 'malformed'],
  ['unchanged, of what was never read', 304, '', 'refused'],
])('%s is a failure of its own kind', async (_name, status, body, failure) => {
  vendor.answers(() => ({ status, body }));
  await expect(read('2026-11-20')).rejects.toMatchObject({ failure });
});

describeWithFixtures('the recorded filings of a company', () => {
  const session = (date: string) => read(date, '0001318605');
  beforeEach(() => {
    const { facts } = vendorFixture('sec/companyfacts_TSLA_shares_outstanding_excerpt.json');
    const { units } = facts.dei.EntityCommonStockSharesOutstanding;
    vendor.answers(() => ({ body: concept(units.shares, { cik: 1318605 }) }));
  });

  test('count by the split only once a filing has', async () => {
    expect((await session('2020-10-23')).at(-1)).toEqual({
      shares: 186_361_726,
      knownOn: '2020-07-28',
      asOf: '2020-07-20',
    });
    expect((await session('2020-10-26')).at(-1)?.shares).toBe(947_900_733);
  });

  test('keep the newer count when the annual report is amended after it', async () => {
    const counts = await session('2021-05-03');
    expect(counts.at(-1)).toEqual({ shares: 963_330_448, knownOn: '2021-04-28', asOf: '2021-04-21' });
    expect(counts.filter(({ asOf }) => asOf === '2021-02-01')).toEqual([
      { shares: 959_853_504, knownOn: '2021-02-08', asOf: '2021-02-01' },
    ]);
  });

  test('have none between two filings that are too far apart', async () => {
    expect(await session('2018-04-06')).toEqual([]);
    expect(await session('2018-04-05')).not.toEqual([]);
  });
});
