import { createHash } from 'node:crypto';
import { createRandom } from '../market-simulator/random.js';
import type { Random } from '../market-simulator/random.js';
import { addDays, newYorkInstant } from './new-york-time.js';
import { nameOn } from './vendor-line.js';
import type { VendorMarket } from './vendor-market.js';

export const vendors = ['massive', 'fmp', 'sec', 'nasdaq'] as const;
export type Vendor = (typeof vendors)[number];

/** Ways not to answer. */
export const answerFaults = [
  'html-500',
  'bad-gateway',
  'unavailable',
  'empty-429',
  'hang',
  'reset',
  'truncated',
  'error-object',
  'huge',
  'wrong-type',
] as const;
/** Ways to answer something else than the truth. */
export const dataFaults = ['wrong-day', 'half-loaded', 'adjusted', 'poisoned-row', 'duplicated'] as const;
export type DataFault = (typeof dataFaults)[number];
export type FaultKind = (typeof answerFaults)[number] | DataFault;

/** What an answer is about, which decides what can be wrong with it. */
export type Subject = 'market-day' | 'caps' | 'list' | 'single';

/** Until `until`, a vendor gives one value times `factor`, or none where that is null. */
export interface NamedFault {
  readonly vendor: Vendor;
  readonly session: string;
  /** As the line is called on the session. */
  readonly ticker: string;
  /** A close that moves takes high or low along where it passes them. */
  readonly field: 'open' | 'high' | 'low' | 'close' | 'volume' | 'marketCap';
  readonly factor: number | null;
  readonly until: Date;
}

export interface VendorOutage {
  readonly vendor: Vendor | 'all';
  readonly from: Date;
  /** Not included. */
  readonly to: Date;
}

/** What goes wrong. The same script and the same questions, each asked as often, give the same answers. */
export interface VendorScript {
  readonly seed: number;
  /** Of the calls, 0 to 1, that fail or lie in one of `kinds`. */
  readonly share: number;
  readonly kinds: readonly FaultKind[];
  /** Answers about one session by one endpoint that may hold wrong data; later ones of that session hold the truth. */
  readonly dataFaultsPerSession: number;
  /** A hung connection is cut after so long, in real time. */
  readonly hangMs: number;
  readonly hugeBytes: number;
  readonly outages: readonly VendorOutage[];
  readonly faults: readonly NamedFault[];
}

export const goodManners: VendorScript = {
  seed: 1,
  share: 0,
  kinds: [...answerFaults, ...dataFaults],
  dataFaultsPerSession: 2,
  hangMs: 30_000,
  hugeBytes: 64 * 1024 * 1024,
  outages: [],
  faults: [],
};

export interface DrawnFault {
  readonly kind: FaultKind;
  /** For what the fault has to choose. */
  readonly random: Random;
}

/** Decides what happens to the `attempt`-th (from 0) asking of a question; it does not matter what else is asked meanwhile. */
export function drawFault(
  script: VendorScript,
  question: { vendor: Vendor; resource: string; attempt: number; subject: Subject; mayLie: boolean },
): DrawnFault | null {
  const { vendor, resource, attempt, subject, mayLie } = question;
  const random = createRandom(script.seed, hashOf(`${vendor} ${resource} ${attempt}`));
  if (random.uniform() >= script.share) return null;
  const kinds = script.kinds.filter((kind) => !isDataFault(kind) || (mayLie && applies(kind, vendor, subject)));
  const kind = kinds[random.below(Math.max(1, kinds.length))];
  return kind === undefined ? null : { kind, random };
}

export function isDataFault(kind: FaultKind): kind is DataFault {
  return (dataFaults as readonly string[]).includes(kind);
}

function applies(kind: DataFault, vendor: Vendor, subject: Subject): boolean {
  switch (kind) {
    case 'wrong-day':
    case 'half-loaded':
      return subject === 'market-day';
    case 'adjusted':
      return subject === 'market-day' && vendor !== 'nasdaq';
    case 'poisoned-row':
      return subject === 'market-day' || subject === 'caps';
    case 'duplicated':
      return subject !== 'single';
  }
}

/** A late correction of the first vendor a month: a close of one of the largest companies that is off until 19:30 or some days later. */
export function lateCorrections(market: VendorMarket, seed: number): NamedFault[] {
  const random = createRandom(seed, hashOf('late corrections'));
  const months = new Map<string, string[]>();
  for (const session of market.sessions) {
    months.set(session.slice(0, 7), [...(months.get(session.slice(0, 7)) ?? []), session]);
  }
  return [...months.values()].flatMap((sessions) => {
    const session = sessions[random.below(sessions.length)] ?? '';
    const lines = market.largest(market.positionOf(session) ?? 0, 30);
    const line = lines[random.below(lines.length)];
    if (line === undefined) return [];
    const daysLater = random.below(4);
    return [
      {
        vendor: 'massive' as const,
        session,
        ticker: nameOn(line, session)?.ticker ?? '',
        field: 'close' as const,
        factor: 1 + (random.uniform() < 0.5 ? -1 : 1) * (0.005 + 0.01 * random.uniform()),
        until: newYorkInstant(addDays(session, daysLater), '19:30'),
      },
    ];
  });
}

/** The script in words, one line each, for a log that lets somebody repeat it. */
export function describeScript(script: VendorScript): string[] {
  return [
    `seed ${script.seed}: ${Math.round(script.share * 100)} % of the calls go wrong (${script.kinds.join(', ')}); ` +
      `at most ${script.dataFaultsPerSession} wrong answers about a session`,
    ...script.outages.map(
      ({ vendor, from, to }) => `outage of ${vendor}: ${from.toISOString()} to ${to.toISOString()}`,
    ),
    ...script.faults.map(
      ({ vendor, session, ticker, field, factor, until }) =>
        `${vendor} ${session} ${ticker}: ${field} ${factor === null ? 'missing' : `times ${factor}`} until ${until.toISOString()}`,
    ),
  ];
}

export function hashOf(text: string): number {
  return createHash('sha256').update(text).digest().readInt32LE(0);
}
