import { setTimeout as sleep } from 'node:timers/promises';
import { Service } from '#contracts/topics';
import { sessionsBetween } from '#domain/calendar';
import { createRandom, type Random } from '#testing/market-simulator/random';
import { VendorMarket } from '#testing/vendor-server/vendor-market';
import { defaultVendorMarket } from '#testing/vendor-server/vendor-market-options';
import { describeScript, goodManners, type VendorScript } from '#testing/vendor-server/vendor-script';
import type { VendorServer } from '#testing/vendor-server/vendor-server';
import { eventually, hashesOfTruth, marketDayCalls, indexHashes, startVendors } from './harness/acquired-market.js';
import { patiently } from './harness/api-client.js';
import { profilesUnderTest, startDeployment, type Deployment } from './harness/deployment.js';
import type { ProductProcess } from './harness/product-process.js';

const KILLS = 30;
/** Half are left alone until they are ready and then for so long at most; the others may not even have opened their store. */
const SHARE_LEFT_TO_START = 0.5;
const LONGEST_PAUSE_MILLISECONDS = 1_500;
/** Of the kills, in the profile that has several processes: one of the others, or all at once. */
const SHARE_OF_OTHERS = 0.15;
const SHARE_OF_ALL = 0.1;
const JOB_MILLISECONDS = 300_000;

const WHOLE = { start_date: '2024-01-02', end_date: '2024-06-24' };
const sessions = sessionsBetween(WHOLE.start_date, WHOLE.end_date);

const market = new VendorMarket({
  ...defaultVendorMarket,
  seed: 77,
  firstDate: WHOLE.start_date,
  lastDate: WHOLE.end_date,
  lines: 130,
  rates: { listings: 0.02, delistings: 0, splits: 0, renames: 0, halts: 0, missingCaps: 0 },
  twoClassShare: 0,
  events: [
    { kind: 'rename', company: 9, session: sessions[40] ?? '', ticker: 'RENQX', name: 'Renamed Systems' },
    { kind: 'split', company: 4, session: sessions[70] ?? '', factor: 3 },
    { kind: 'delisting', company: 25, lastSession: sessions[55] ?? '', announced: true },
  ],
});

/** Failures that pass at once: none of these asks for a wait of its own. */
const mild = (seed: number): VendorScript => ({
  ...goodManners,
  seed,
  share: 0.1,
  kinds: ['html-500', 'bad-gateway', 'hang', 'reset', 'truncated', 'error-object', 'wrong-type'],
  hangMs: 200,
});

interface Kill {
  readonly victims: readonly string[];
  readonly at: number;
}

function acquiring(processes: readonly ProductProcess[]): ProductProcess {
  const found = processes.find(({ name }) => name === Service.ingestion) ?? processes[0];
  if (found === undefined) throw new Error('There is no process to kill.');
  return found;
}

/** Whom the next kill hits: mostly the process that acquires. */
function nextVictims(processes: readonly ProductProcess[], random: Random): readonly ProductProcess[] {
  const draw = random.uniform();
  if (draw < SHARE_OF_ALL) return processes;
  const others = processes.filter((one) => one !== acquiring(processes));
  const other = draw < SHARE_OF_ALL + SHARE_OF_OTHERS ? others[random.below(Math.max(1, others.length))] : undefined;
  return [other ?? acquiring(processes)];
}

/** Share of the job that may be done when the last kill comes: there must be something left to do after it. */
const DONE_AT_LAST_KILL_MAX = 0.8;
const LOOK_MILLISECONDS = 25;

/**
 * Kills at random moments, starting again at once what was killed. `done` says which share of the job is done: kills that fall behind
 * it come sooner, since how long a process needs to be ready depends on the machine.
 */
async function killAtRandom(processes: readonly ProductProcess[], random: Random, done: () => number): Promise<Kill[]> {
  const kills: Kill[] = [];
  const behind = (): boolean => done() > (DONE_AT_LAST_KILL_MAX * (kills.length + 1)) / KILLS;
  while (kills.length < KILLS) {
    if (random.uniform() < SHARE_LEFT_TO_START) {
      while (!behind() && !(await acquiring(processes).ready())) await sleep(LOOK_MILLISECONDS);
    }
    const end = Date.now() + random.below(LONGEST_PAUSE_MILLISECONDS);
    while (!behind() && Date.now() < end) await sleep(LOOK_MILLISECONDS);
    const victims = nextVictims(processes, random);
    kills.push({ victims: victims.map(({ name }) => name), at: Date.now() });
    await Promise.all(victims.map((victim) => victim.kill()));
    for (const victim of victims) victim.launch();
  }
  await Promise.all(processes.map((one) => one.untilReady()));
  return kills;
}

interface Fetches {
  /** By session: how often its market day was given in full, and how often it had to be. */
  readonly sessions: ReadonlyMap<string, { given: number; allowed: number }>;
  /** Kills before which something had been asked for since the one before. */
  readonly killsAtWork: number;
}

/** A session has to be given once, and once more for each kill that came while it was in hand. */
function countFetches(server: VendorServer, kills: readonly Kill[]): Fetches {
  const sessions = new Map<string, { given: number; allowed: number }>();
  const calls = marketDayCalls(server);
  for (const { session, call } of calls) {
    const count = sessions.get(session) ?? { given: 0, allowed: 1 };
    if (call.status === 200 && call.fault === null) count.given += 1;
    sessions.set(session, count);
  }
  let killsAtWork = 0;
  let before = 0;
  for (const { at } of kills) {
    const asked = server.requests.some((call) => call.at.getTime() > before && call.at.getTime() <= at);
    const inHand = calls.filter(({ call }) => call.at.getTime() <= at).at(-1)?.session;
    const count = inHand === undefined ? undefined : sessions.get(inHand);
    before = at;
    if (!asked || count === undefined) continue;
    count.allowed += 1;
    killsAtWork += 1;
  }
  return { sessions, killsAtWork };
}

describe.each(profilesUnderTest())('SIGKILL in the middle of acquiring, %s', (profile) => {
  const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000);
  let truth: Record<string, string>;
  let server: VendorServer;
  let deployment: Deployment;

  beforeAll(async () => {
    truth = await hashesOfTruth(market, WHOLE);
    const vendors = await startVendors(market, mild(seed), { massive: 20, others: 100 });
    server = vendors.server;
    deployment = await startDeployment(profile, { ...vendors.settings, ACQUIRE: 'off' });
  }, 240_000);
  afterAll(async () => {
    await deployment?.stop();
    await server?.close();
  }, 60_000);

  it(`at ${KILLS} random moments misses no session and fetches none that it has`, async () => {
    process.stdout.write(
      `${profile}: kills with TEST_SEED=${seed}; vendors with ${describeScript(mild(seed)).join('; ')}\n`,
    );
    const { api, processes } = deployment;
    const started = Date.now();
    const job = await api.requestAcquisition(WHOLE);
    // A group that has lost a consumer waits for it before it gives its messages to another: the work is not to begin after the kills.
    await eventually(
      () => api.job(job),
      ({ status }) => status === 'running',
    );
    const given = (): number =>
      new Set(marketDayCalls(server).flatMap(({ session, call }) => (call.status === 200 ? [session] : []))).size;
    const kills = await killAtRandom(processes, createRandom(seed, 3), () => given() / sessions.length);
    const killed = Date.now();
    const last = await eventually(
      () => patiently(() => api.job(job)),
      ({ status }) => status !== 'queued' && status !== 'running',
      JOB_MILLISECONDS,
    );
    process.stdout.write(
      `${profile}: ${kills.map(({ victims }) => victims.join('+')).join(' ')} in ${killed - started} ms, ` +
        `${Date.now() - killed} ms more, ${server.requests.length} calls\n`,
    );
    expect(last).toMatchObject({
      status: 'succeeded',
      result: { sessions: sessions.length, complete: sessions.length, incomplete: 0, missing: 0 },
    });
    const lastKill = kills.at(-1)?.at ?? 0;
    expect(Date.parse(last.finished_at ?? '')).toBeGreaterThan(lastKill);

    const { data } = await api.coverage(WHOLE);
    expect(data.map(({ date, status }) => `${date} ${status}`)).toEqual(sessions.map((date) => `${date} complete`));
    expect(server.quotaExceeded).toBe(false);
    const fetches = countFetches(server, kills);
    process.stdout.write(`${profile}: ${fetches.killsAtWork} of the kills at work\n`);
    expect(fetches.killsAtWork).toBeGreaterThan(KILLS / 4);
    expect([...fetches.sessions].filter(([, { given, allowed }]) => given > allowed)).toEqual([]);

    await api.build(WHOLE);
    expect(await indexHashes(api)).toEqual(truth);
  }, 600_000);
});
