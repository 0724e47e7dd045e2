/**
 * What callers notice when Redis is frozen or killed, and how soon it is used again: `node bench/redis-away.mjs`, after a build. The product
 * runs as its services. Ends with exit code 1 when a goal is missed. What it prints is explained in bench/README.md.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { questions } from './answers/questions.mjs';
import { startServices } from './answers/services.mjs';

const CONNECTIONS = 8;
const PER_SECOND = 100;
const QUESTIONS = 1000;
const GOALS = { p99: 2.0, returnSeconds: 5 };
/** When a Redis that has not come back is given up. */
const RETURN_LIMIT_SECONDS = 30;
const RETURN_POLL_MS = 50;

const percentile = (sorted, share) => sorted[Math.ceil(sorted.length * share) - 1];

/** Questions that nobody has asked before, of each read call in turn. */
const unasked = (amount) =>
  Array.from({ length: amount }, (_, place) => questions[place % questions.length].unasked.next().value);
const repeated = () => Array.from({ length: QUESTIONS }, (_, place) => questions[place % questions.length].path);

/** Asks at a steady rate over a few connections. Who has waited for an answer does not catch up: that would be a burst of its own. */
async function ask({ url, key }, paths) {
  const headers = { authorization: `Bearer ${key}` };
  const times = [];
  const counts = { serverErrors: 0, failed: 0 };
  const started = performance.now();
  const waiting = [...paths];
  const connection = async (_, number) => {
    let due = started + (number * 1000) / PER_SECOND;
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      await sleep(Math.max(0, due - performance.now()));
      const asked = performance.now();
      const status = await statusOf(`${url}${path}`, headers);
      times.push(performance.now() - asked);
      if (status >= 500) counts.serverErrors += 1;
      else if (status !== 200) counts.failed += 1;
      due = Math.max(due + (CONNECTIONS * 1000) / PER_SECOND, performance.now());
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  times.sort((left, right) => left - right);
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), most: times.at(-1), ...counts };
}

/** Null where there was no answer at all. */
async function statusOf(url, headers) {
  try {
    const response = await fetch(url, { headers });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}

/** Seconds from when Redis is told to go on, or started, until the answer to a new question is kept in it. */
async function secondsUntilCached(product, comeBack) {
  const started = performance.now();
  await comeBack();
  for (;;) {
    const kept = product.redis.answers();
    await ask(product, unasked(1));
    const seconds = (performance.now() - started) / 1000;
    if (product.redis.answers() > kept || seconds > RETURN_LIMIT_SECONDS) return seconds;
    await sleep(RETURN_POLL_MS);
  }
}

function print(redis, kind, figures, healthy) {
  const times = [figures.p50, figures.p99, figures.most].map((time) => time.toFixed(1).padStart(8));
  const ratio = (figures.p99 / healthy.p99).toFixed(2).padStart(8);
  const counts = [figures.serverErrors, figures.failed].map((count) => String(count).padStart(7));
  console.log(`${redis.padEnd(9)}${kind.padEnd(10)}${times.join('')}${ratio}${counts.join('')}`);
}

/** One absence of Redis beside its presence just before. Returns what is judged. */
async function measureAbsence(product, name, { leave, comeBack }) {
  // Not counted: the code is compiled, and what is repeated is known.
  await ask(product, [...unasked(QUESTIONS / 2), ...repeated()]);
  const healthy = await ask(product, unasked(QUESTIONS));
  print('healthy', 'new', healthy, healthy);
  print('healthy', 'repeated', await ask(product, repeated()), healthy);
  await leave();
  const fresh = await ask(product, unasked(QUESTIONS));
  print(name, 'new', fresh, healthy);
  const again = await ask(product, repeated());
  print(name, 'repeated', again, healthy);
  const seconds = await secondsUntilCached(product, comeBack);
  return {
    name,
    p99: Math.max(fresh.p99, again.p99) / healthy.p99,
    errors: [fresh, again].reduce((sum, { serverErrors, failed }) => sum + serverErrors + failed, 0),
    seconds,
  };
}

function verdict({ name, p99, errors, seconds }) {
  const met = errors === 0 && p99 <= GOALS.p99 && seconds <= GOALS.returnSeconds;
  if (!met) process.exitCode = 1;
  return (
    `Redis ${name}: ${errors} failed (goal 0), p99 ${p99.toFixed(2)} × uncached (goal ≤ ${GOALS.p99.toFixed(1)}), ` +
    `cached again after ${seconds.toFixed(1)} s (goal ≤ ${GOALS.returnSeconds}): ${met ? 'MET' : 'MISSED'}`
  );
}

const product = await startServices();
try {
  const { redis } = product;
  console.log(`${QUESTIONS} questions each, ${PER_SECOND} a second over ${CONNECTIONS} connections; milliseconds\n`);
  console.log('Redis    questions      p50     p99    most × uncached p99    5xx failed');
  const absences = [
    await measureAbsence(product, 'frozen', { leave: redis.freeze, comeBack: redis.resume }),
    await measureAbsence(product, 'killed', { leave: redis.kill, comeBack: redis.start }),
  ];
  console.log(`\n${absences.map(verdict).join('\n')}`);
} finally {
  await product.stop();
}
