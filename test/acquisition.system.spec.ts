import { VendorMarket } from '#testing/vendor-server/vendor-market';
import { defaultVendorMarket } from '#testing/vendor-server/vendor-market-options';
import { goodManners, type NamedFault } from '#testing/vendor-server/vendor-script';
import type { VendorServer } from '#testing/vendor-server/vendor-server';
import { nameOn } from '#testing/vendor-server/vendor-line';
import { sessionsBetween } from '#domain/calendar';
import { closeOfSession } from '#domain/session-times';
import {
  eventually,
  hashesOfTruth,
  marketDayCalls,
  indexHashes,
  startVendors,
  type Quotas,
} from './harness/acquired-market.js';
import type { ApiClient, DateRange } from './harness/api-client.js';
import { profilesUnderTest, startDeployment, type Deployment } from './harness/deployment.js';
import { readChangeNotices } from './harness/outside-consumer.js';

const QUOTAS: Quotas = { massive: 100, others: 100 };
const FIRST = '2024-01-02';
const LAST = '2024-03-28';
const sessions = sessionsBetween(FIRST, LAST);
const session = (position: number): string => sessions[position] ?? '';
const from = (first: number, last = sessions.length - 1): DateRange => ({
  start_date: session(first),
  end_date: session(last),
});
const WHOLE = from(0);

const RENAMED = 12;
const LEFT_AFTER = 16;
/** A close that vendors correct later. */
const CORRECTED = 35;
/** The last session before the first that is poisoned. */
const GOOD_THROUGH = 44;
/** The close of a line below the cut is ten times what it was: it would be a member. */
const OUTSIDER_POISONED = 45;
/** The same of the largest company. */
const LARGEST_POISONED = 50;

const market = new VendorMarket({
  ...defaultVendorMarket,
  seed: 31,
  firstDate: FIRST,
  lastDate: LAST,
  lines: 130,
  rates: { listings: 0.02, delistings: 0, splits: 0, renames: 0, halts: 0, missingCaps: 0 },
  twoClassShare: 0,
  events: [
    { kind: 'rename', company: 7, session: session(RENAMED), ticker: 'RENQX', name: 'Renamed Systems' },
    { kind: 'split', company: 2, session: session(20), factor: 4 },
    { kind: 'delisting', company: 20, lastSession: session(LEFT_AFTER), announced: true },
  ],
});

/** The line that is `rank`-th by market cap on a session. */
function lineAt(position: number, rank: number) {
  const line = market.largest(position, rank).at(-1);
  if (line === undefined) throw new Error(`No line has rank ${rank}.`);
  return { line, ticker: nameOn(line, session(position))?.ticker ?? '' };
}

function wrongClose(position: number, rank: number, factor: number): NamedFault {
  const { ticker } = lineAt(position, rank);
  const until = new Date(Date.now() + 24 * 3_600_000);
  return { vendor: 'massive', session: session(position), ticker, field: 'close', factor, until };
}

const isBlocked = (api: ApiClient, position: number): Promise<boolean> =>
  eventually(
    () => api.quality(session(position)),
    ({ verdict, assessed }) => verdict === 'blocked' && assessed,
  ).then(({ verdict }) => verdict === 'blocked');

async function cancelled(api: ApiClient, job: string): Promise<void> {
  await api.orderAcquisition(job, 'cancel');
  const ended = await eventually(
    () => api.job(job),
    ({ status }) => status !== 'queued' && status !== 'running',
  );
  expect(ended.status).toBe('cancelled');
}

/** The first place at which two texts differ, or null: whole answers would hide it. */
function difference(text: string, other: string | undefined): string | null {
  if (text === other || other === undefined) return text === other ? null : 'nothing to compare with';
  let place = 0;
  while (text[place] === other[place]) place += 1;
  const around = (from_: string): string => from_.slice(Math.max(0, place - 60), place + 60);
  return `${around(text)} <> ${around(other)}`;
}

const statuses = async (api: ApiClient, range: DateRange): Promise<string[]> =>
  (await api.coverage(range)).data.map(({ status }) => status);

describe.each(profilesUnderTest())('acquiring what vendors have, %s', (profile) => {
  const faults: NamedFault[] = [
    wrongClose(CORRECTED, 30, 1.01),
    wrongClose(OUTSIDER_POISONED, 112, 10),
    wrongClose(LARGEST_POISONED, 1, 10),
  ];
  const outsider = lineAt(OUTSIDER_POISONED, 112).ticker;
  const largest = lineAt(LARGEST_POISONED, 1);
  let truth: Record<string, string>;
  let server: VendorServer;
  let deployment: Deployment;
  let api: ApiClient;
  /** Cancelled where the first poisoned session stopped it. */
  let interrupted: string;

  beforeAll(async () => {
    truth = await hashesOfTruth(market, WHOLE);
    const vendors = await startVendors(market, { ...goodManners, faults }, QUOTAS);
    server = vendors.server;
    deployment = await startDeployment(profile, { ...vendors.settings, ACQUIRE: 'off' });
    api = deployment.api;
  }, 240_000);
  afterAll(async () => {
    await deployment?.stop();
    await server?.close();
  }, 60_000);

  it('is a job with progress, which can be cancelled and taken up again', async () => {
    const range = from(0, GOOD_THROUGH);
    const job = await api.requestAcquisition(range);
    const underWay = await eventually(
      () => api.job(job),
      ({ progress }) => progress > 0.2,
    );
    expect(underWay).toMatchObject({ kind: 'acquisition', status: 'running' });
    await cancelled(api, job);
    const kept = (await statuses(api, range)).filter((status) => status === 'complete').length;
    expect(kept).toBeGreaterThan(5);
    expect(kept).toBeLessThan(GOOD_THROUGH);
    await api.orderAcquisition(job, 'resume');
    const wanted = GOOD_THROUGH + 1;
    expect(await api.succeeded(job)).toEqual({
      ...{ ...range, sessions: wanted, complete: wanted, incomplete: 0, missing: 0 },
      ...{ first_session: range.start_date, last_session: range.end_date },
    });
    // What was there was not asked for again; the one in hand may have been.
    expect(marketDayCalls(server).length).toBeLessThanOrEqual(wanted + 1);
  }, 200_000);

  it('names the sessions that it has, with their sources', async () => {
    const { data } = await api.coverage(WHOLE);
    expect(data.map(({ date }) => date)).toEqual(sessions);
    for (const { date, status, sources, reasons, lines } of data.slice(0, GOOD_THROUGH + 1)) {
      expect({ date, status, sources, reasons }).toEqual({
        date,
        status: 'complete',
        sources: ['massive'],
        reasons: [],
      });
      expect(lines).toBeGreaterThan(120);
    }
    for (const { date, status, reasons } of data.slice(GOOD_THROUGH + 1)) {
      expect({ date, status, reasons }).toEqual({
        ...{ date, status: 'missing' },
        reasons: [expect.stringMatching(/^not_acquired: /)],
      });
    }
  });

  it('keeps a poisoned session back, says why, and goes on with the others', async () => {
    interrupted = await api.requestAcquisition(from(OUTSIDER_POISONED));
    expect(await isBlocked(api, OUTSIDER_POISONED)).toBe(true);
    await cancelled(api, interrupted);
    const second = await api.requestAcquisition(from(OUTSIDER_POISONED + 1));
    expect(await isBlocked(api, LARGEST_POISONED)).toBe(true);
    await cancelled(api, second);
    expect(await api.acquire(from(LARGEST_POISONED + 1))).toMatchObject({ incomplete: 0, missing: 0 });

    for (const [position, ticker] of [
      [OUTSIDER_POISONED, outsider] as const,
      [LARGEST_POISONED, largest.ticker] as const,
    ]) {
      const { findings, reasons, status } = await api.quality(session(position));
      expect(status).toBe('incomplete');
      expect(reasons.length).toBeGreaterThan(0);
      const blocking = findings.filter(({ severity }) => severity === 'block');
      expect(new Set(blocking.map((finding) => finding.ticker))).toEqual(new Set([ticker]));
    }
    const incomplete = (await api.coverage(WHOLE)).data.filter(({ status }) => status !== 'complete');
    expect(incomplete.map(({ date }) => date)).toEqual([session(OUTSIDER_POISONED), session(LARGEST_POISONED)]);
    for (const { status, reasons } of incomplete) {
      expect(status).toBe('incomplete');
      expect(reasons.length).toBeGreaterThan(0);
    }
  }, 200_000);

  it('gives an index of the good sessions, with the others as gaps', async () => {
    expect(await api.build(WHOLE)).toMatchObject({
      first_session: FIRST,
      last_session: LAST,
      sessions: sessions.length - 2,
    });
    const { data, gaps } = await api.performance(WHOLE);
    const poisoned = [session(OUTSIDER_POISONED), session(LARGEST_POISONED)];
    expect(data.map(({ date }) => date)).toEqual(sessions.filter((date) => !poisoned.includes(date)));
    expect(gaps.map(({ date, status }) => `${date} ${status}`)).toEqual(poisoned.map((date) => `${date} incomplete`));
    for (const { reasons } of gaps) expect(reasons.length).toBeGreaterThan(0);
    expect((await api.composition(session(OUTSIDER_POISONED))).date).toBe(session(GOOD_THROUGH));
    expect((await api.exportWorkbook(WHOLE)).bytes.length).toBeGreaterThan(10_000);
  }, 120_000);

  it('says of a rename that it is one, and of a line that is listed no more that it left for that', async () => {
    const { data } = await api.changes(WHOLE);
    const [before, after] = market.lines.find(({ names }) => names.length > 1)?.names ?? [];
    const renames = data.filter(({ renamed }) => renamed.length > 0);
    expect(renames.map(({ date, renamed }) => ({ date, renamed }))).toEqual([
      { date: session(RENAMED), renamed: [{ ticker: before?.ticker, new_ticker: after?.ticker }] },
    ]);
    const moved = data.flatMap(({ entered, exited }) => [...entered, ...exited].map(({ ticker }) => ticker));
    expect(moved).not.toContain(before?.ticker);
    expect(moved).not.toContain(after?.ticker);
    const leaver = market.lines.find(({ leftAfter }) => leftAfter === session(LEFT_AFTER))?.names.at(-1)?.ticker;
    const left = data.flatMap(({ date, exited }) =>
      exited.filter(({ reason }) => reason === 'delisted').map(({ ticker }) => ({ date, ticker })),
    );
    expect(left).toEqual([{ date: session(LEFT_AFTER + 1), ticker: leaver }]);
  });

  // The stream of the standalone profile stays inside the process: nobody can read it from outside.
  const itWithBroker = profile === 'distributed' ? it : null;
  itWithBroker?.(
    'says nothing of a poisoned session on the stream, and of the rename that it is one',
    async () => {
      const notices = (await readChangeNotices(deployment.brokers ?? '')).map(({ notice }) => notice);
      const told = notices.map((notice) => notice.session);
      expect(told).toContain(FIRST);
      expect(told).not.toContain(session(OUTSIDER_POISONED));
      expect(told).not.toContain(session(LARGEST_POISONED));
      const renames = notices.filter(({ renamed }) => renamed !== undefined && renamed.length > 0);
      expect(renames.map((notice) => notice.session)).toEqual([session(RENAMED)]);
    },
    90_000,
  );

  it('publishes a poisoned session on the word of an operator, as it is or put right', async () => {
    const by = { decided_by: 'Jane Doe' };
    const accepted = { ...by, date: session(OUTSIDER_POISONED), action: 'accept', reason: 'seen elsewhere' } as const;
    expect(await api.decide(accepted)).toMatchObject({ verdict: 'accepted', status_changed: true });
    const { line, ticker } = largest;
    const values = {
      close: (line.prices.close[LARGEST_POISONED] ?? 0) / 100,
      high: (line.prices.high[LARGEST_POISONED] ?? 0) / 100,
      market_cap: market.marketCap(line, LARGEST_POISONED),
    };
    const date = session(LARGEST_POISONED);
    const overridden = { ...by, date, action: 'override', ticker, values, reason: 'a slip of the vendor' } as const;
    expect(await api.decide(overridden)).toMatchObject({ status_changed: true, reasons: [] });

    const { data, gaps } = await eventually(
      () => api.performance(WHOLE),
      (answer) => answer.data.length === sessions.length,
    );
    expect(gaps).toEqual([]);
    expect(data.map((row) => row.date)).toEqual(sessions);
    const members = (await api.composition(accepted.date)).data.map((member) => member.ticker);
    expect(members).toContain(outsider);
    const member = (await api.composition(date)).data.find((one) => one.ticker === ticker);
    expect(member).toMatchObject({ close: values.close, market_cap: values.market_cap });

    const { data: decisions } = await api.decisions(WHOLE);
    const at = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/);
    expect(decisions).toMatchObject([
      { ...accepted, ticker: null, decided_at: at },
      { ...overridden, decided_at: at },
    ]);
  }, 120_000);

  it('takes a late correction, and still answers what was known before it', async () => {
    const questions = [
      `/index-composition?date=${session(CORRECTED)}`,
      `/index-composition?date=${session(OUTSIDER_POISONED)}`,
      `/index-performance?start_date=${FIRST}&end_date=${LAST}`,
      `/composition-changes?start_date=${FIRST}&end_date=${LAST}`,
    ];
    const ask = (suffix: string) => Promise.all(questions.map((question) => api.text(`${question}${suffix}`)));
    const before = await ask('');
    const levelBefore = (await api.performance(WHOLE)).data[CORRECTED]?.level;
    const instant = new Date().toISOString();

    faults.length = 0;
    // Nothing is left for the job of then: a session that was accepted is complete. What is to be asked for again must be said.
    await api.orderAcquisition(interrupted, 'resume');
    expect(await api.succeeded(interrupted)).toMatchObject({ incomplete: 0, missing: 0 });
    for (const position of [CORRECTED, OUTSIDER_POISONED]) {
      const order = { ...from(position, position), refresh: true };
      expect(await api.acquire(order)).toMatchObject({ sessions: 1, complete: 1 });
    }
    const hashes = await eventually(
      () => indexHashes(api),
      (now) => JSON.stringify(now) === JSON.stringify(truth),
    );
    expect(hashes).toEqual(truth);

    const now = await ask('');
    for (const [position, text] of now.entries()) expect(text).not.toBe(before[position]);
    expect((await api.performance(WHOLE)).data[CORRECTED]?.level).not.toBe(levelBefore);
    const then = await ask(`&as_known_at=${instant}`);
    const differences = then.map((text, position) =>
      difference(text.replace(`"as_known_at":"${instant}",`, ''), before[position]),
    );
    expect(differences).toEqual(questions.map(() => null));
    expect(server.quotaExceeded).toBe(false);
  }, 180_000);
});

describe.each(profilesUnderTest())('keeping up by itself, %s', (profile) => {
  const DAY_MS = 24 * 3_600_000;
  const DELAY_MS = 45 * 60_000;
  const KEPT_UP = 4;
  const day = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);
  const started = Date.now();
  const around = sessionsBetween(day(started - 30 * DAY_MS), day(started + 10 * DAY_MS));
  const expected = around.filter((date) => closeOfSession(date) + DELAY_MS <= started).slice(-KEPT_UP);
  let server: VendorServer;
  let deployment: Deployment;

  beforeAll(async () => {
    const [firstDate = '', lastDate = ''] = [around[0], around.at(-1)];
    const recent = new VendorMarket({
      ...market.options,
      seed: 32,
      firstDate,
      lastDate,
      events: [],
    });
    const vendors = await startVendors(recent, goodManners, QUOTAS);
    server = vendors.server;
    const settings = { ...vendors.settings, ACQUIRE: 'on', ACQUIRE_FROM: expected[0] ?? '' };
    deployment = await startDeployment(profile, settings);
  }, 120_000);
  afterAll(async () => {
    await deployment?.stop();
    await server?.close();
  }, 60_000);

  it('brings in every session that has closed, without being asked', async () => {
    const range = { start_date: expected[0] ?? '', end_date: expected.at(-1) ?? '' };
    const { data } = await eventually(
      () => deployment.api.coverage(range),
      (coverage) => coverage.data.every(({ status }) => status === 'complete'),
    );
    const sources = ['massive'];
    expect(data.map(({ date, status, sources: from_ }) => ({ date, status, sources: from_ }))).toEqual(
      expected.map((date) => ({ date, status: 'complete', sources })),
    );
    expect(await deployment.api.build(range)).toMatchObject({ sessions: KEPT_UP, last_session: range.end_date });
  }, 150_000);
});
