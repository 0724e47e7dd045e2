/** Serves the vendors' interfaces over a simulated market until Ctrl-C: `npm run vendors:fake -- --port N`; `--help` says more. */
import { parseArgs } from 'node:util';
import { newYorkDate } from './vendor-server/new-york-time.js';
import type { QuotaLimit } from './vendor-server/request-quota.js';
import { ServedMarket } from './vendor-server/served-market.js';
import { VendorMarket } from './vendor-server/vendor-market.js';
import { defaultVendorMarket } from './vendor-server/vendor-market-options.js';
import { describeScript, goodManners, lateCorrections } from './vendor-server/vendor-script.js';
import type { Vendor, VendorScript } from './vendor-server/vendor-script.js';
import { startVendorServer } from './vendor-server/vendor-server.js';

const HELP = `npm run vendors:fake -- [--port N] [--lines N] [--from DATE] [--to DATE] [--seed N] [--misbehave SHARE] [--quota N/minute] [--verbose]

  --port 4010         where to listen, on 127.0.0.1; 0: any free port
  --lines 620         lines of common stock at the start
  --from, --to        first and last day of the market (YYYY-MM-DD); left out: last year and this one. What lies ahead comes out
                      day by day, 15 minutes after each close
  --seed 20240102     the same seed, range and lines give the same market
  --misbehave 0       share of the calls, 0 to 1, that fail or lie; with one late correction a month
  --quota 5/minute    calls of each vendor per second, minute, hour or day; left out: no limit
  --verbose           prints every request
`;
const SPANS: Readonly<Record<string, number>> = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

class UsageError extends Error {}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} is ${text}: give a whole number`);
}

function readQuota(text: string): QuotaLimit {
  const [, calls, span = ''] = /^(\d{1,6})\/(\w+)$/.exec(text) ?? [];
  const perMs = SPANS[span];
  if (perMs === undefined || Number(calls) === 0) {
    throw new UsageError(`--quota is ${text}: give calls per ${Object.keys(SPANS).join(', ')}, such as 5/minute`);
  }
  return { calls: Number(calls), perMs };
}

function readShare(text: string): number {
  const share = Number(text);
  if (share >= 0 && share <= 1) return share;
  throw new UsageError(`--misbehave is ${text}: give a share from 0 to 1, such as 0.3`);
}

function readArguments() {
  return parseArgs({
    options: {
      port: { type: 'string', default: '4010' },
      lines: { type: 'string', default: String(defaultVendorMarket.lines) },
      from: { type: 'string' },
      to: { type: 'string' },
      seed: { type: 'string', default: String(defaultVendorMarket.seed) },
      misbehave: { type: 'string', default: '0' },
      quota: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }).values;
}

async function run(): Promise<void> {
  const values = readArguments();
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const clock = { now: () => new Date() };
  const year = Number(newYorkDate(clock.now()).slice(0, 4));
  const seed = wholeNumber('seed', values.seed);
  // Whole years, so that the market of tomorrow is that of today and one session more.
  const firstDate = values.from ?? `${year - 1}-01-01`;
  const lastDate = values.to ?? `${year}-12-31`;
  const lines = wholeNumber('lines', values.lines);
  const share = readShare(values.misbehave);
  const quota = values.quota === undefined ? null : readQuota(values.quota);
  const port = wholeNumber('port', values.port);
  process.stderr.write(`Simulating ${lines} lines from ${firstDate} to ${lastDate} …\n`);
  const market = new VendorMarket({ ...defaultVendorMarket, seed, firstDate, lastDate, lines });
  const script: VendorScript = { ...goodManners, seed, share, faults: share > 0 ? lateCorrections(market, seed) : [] };
  const limits: Partial<Record<Vendor, QuotaLimit>> =
    quota === null ? {} : { massive: quota, fmp: quota, sec: quota, nasdaq: quota };
  const server = await startVendorServer({
    market,
    clock,
    port,
    script,
    limits,
    onRequest: ({ vendor, path, query, status, fault }) => {
      if (values.verbose) process.stdout.write(`${vendor} ${path}?${query} ${status} ${fault ?? ''}\n`);
    },
  });
  const newest = new ServedMarket(market, 'massive', clock.now(), null, []).newestSession();
  process.stdout.write(
    [
      `Sessions ${market.sessions[0]} to ${newest ?? `none yet (the first is out ${market.sessions[0]})`}, then each day up to ${market.sessions.at(-1)}.`,
      ...(share > 0 ? describeScript(script) : []),
      'For the product, in another shell:',
      ...Object.entries(server.environment).map(([name, value]) => `export ${name}=${value}`),
      // Left alone, the product would keep to the quotas of the real vendors' free plans.
      ...['MASSIVE', 'FMP', 'SEC', 'NASDAQ'].map((vendor) => `export ${vendor}_QUOTA=${values.quota ?? 'none'}`),
      'Ctrl-C ends it.',
      '',
    ].join('\n'),
  );
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await stopped;
  await server.close();
}

try {
  await run();
} catch (error) {
  const badArgument = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!(error instanceof UsageError || error instanceof RangeError || badArgument)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
