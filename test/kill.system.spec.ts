import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom, type Random } from '#testing/market-simulator/random';
import { patiently, type DateRange } from './harness/api-client.js';
import { profilesUnderTest, startDeployment, type Deployment } from './harness/deployment.js';
import type { ProductProcess } from './harness/product-process.js';
import { realPrices, sharedFile, toCsv } from './harness/shared-data.js';

const KILLS_AT_LEAST = 20;
/** More than are needed, because those that come after the end of a build do not count. */
const KILLS_TRIED = 26;
/** From the start of a process to the next kill: sometimes it has not even opened its store, sometimes it is long at work. */
const LONGEST_PAUSE_MILLISECONDS = 2_500;

const prices = realPrices('2022-01-03', '2022-12-30');
const WHOLE: DateRange = { start_date: '2022-01-03', end_date: '2022-12-30' };

/** Builds from the middle outwards: each but the first prolongs what is built at one end or at both. */
const builds: DateRange[] = [
  { start_date: '2022-06-01', end_date: '2022-07-29' },
  { start_date: '2022-05-02', end_date: '2022-07-29' },
  { start_date: '2022-05-02', end_date: '2022-08-31' },
  { start_date: '2022-04-01', end_date: '2022-08-31' },
  { start_date: '2022-03-01', end_date: '2022-09-30' },
  { start_date: '2022-03-01', end_date: '2022-10-31' },
  { start_date: '2022-02-01', end_date: '2022-11-30' },
  WHOLE,
];

async function load(deployment: Deployment): Promise<void> {
  await deployment.api.importFile('splits', sharedFile('data/splits.csv'));
  await deployment.api.importText('prices', toCsv(prices.header, prices.rows));
}

interface Killing {
  readonly deployment: Deployment;
  readonly random: Random;
  readonly kills: Map<string, number>;
}

/** One of those that were killed least: none is spared. */
function nextVictim(processes: readonly ProductProcess[], kills: ReadonlyMap<string, number>, random: Random) {
  const killsOf = ({ name }: ProductProcess): number => kills.get(name) ?? 0;
  const least = Math.min(...processes.map(killsOf));
  const candidates = processes.filter((candidate) => killsOf(candidate) === least);
  const victim = candidates[random.below(candidates.length)];
  if (victim === undefined) throw new Error('There is no process to kill.');
  return victim;
}

/**
 * Kills one process after the other at random moments, starting each again at once, ready or not. Then leaves them alone until
 * the job is done. Only kills before the end of the job are counted.
 */
async function killDuring({ deployment, random, kills }: Killing, jobId: string, killsWanted: number): Promise<void> {
  const { api, processes } = deployment;
  const hits: { name: string; moment: number }[] = [];
  for (let killed = 0; killed < killsWanted; killed += 1) {
    const victim = nextVictim(processes, kills, random);
    // The first pause is short: a small build is soon done.
    await sleep(random.below(killed === 0 ? 100 : LONGEST_PAUSE_MILLISECONDS));
    hits.push({ name: victim.name, moment: Date.now() });
    await victim.kill();
    victim.launch();
    kills.set(victim.name, (kills.get(victim.name) ?? 0) + 1);
  }
  await Promise.all(processes.map((process_) => process_.untilReady()));
  await patiently(() => api.succeeded(jobId));
  const finished = Date.parse((await api.job(jobId)).finished_at ?? '');
  for (const { name, moment } of hits) {
    if (moment > finished) kills.set(name, (kills.get(name) ?? 0) - 1);
  }
}

describe.each(profilesUnderTest())('SIGKILL in the middle of a build, %s', (profile) => {
  let undisturbed: Record<string, unknown>;
  let deployment: Deployment;

  beforeAll(async () => {
    const calm = await startDeployment(profile);
    try {
      await load(calm);
      await calm.api.build(WHOLE);
      undisturbed = await calm.api.tableHashes();
    } finally {
      await calm.stop();
    }
    deployment = await startDeployment(profile);
    await load(deployment);
  }, 240_000);
  afterAll(async () => deployment?.stop(), 60_000);

  it(`at ${KILLS_AT_LEAST} random moments or more loses and doubles nothing`, async () => {
    const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000);
    process.stdout.write(`${profile}: kills with TEST_SEED=${seed}\n`);
    const kills = new Map<string, number>();
    const killing = { deployment, random: createRandom(seed, 2), kills };
    const count = (): number => [...kills.values()].reduce((sum, number) => sum + number, 0);
    const started = Date.now();
    for (const [position, range] of builds.entries()) {
      const jobId = await patiently(() => deployment.api.requestBuild(range));
      const left = KILLS_TRIED - count();
      await killDuring(killing, jobId, Math.ceil(left / (builds.length - position)));
    }
    process.stdout.write(
      `${profile}: kills ${JSON.stringify(Object.fromEntries(kills))} in ${Date.now() - started} ms\n`,
    );
    expect(await deployment.api.tableHashes()).toEqual(undisturbed);
    expect(count()).toBeGreaterThanOrEqual(KILLS_AT_LEAST);
  }, 600_000);
});
