/**
 * Half load for an hour, and what it does to the process: `npm run bench:soak -- --minutes 60`. Prints each minute what the process says
 * of itself in /metrics, and at the end whether it stayed flat.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startProduct } from './product.mjs';
import { questions } from './questions.mjs';
import { runLoad } from './run-load.mjs';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
const MINUTES = Number(values.minutes);
if (!Number.isInteger(MINUTES) || MINUTES < 1) {
  console.error(`--minutes ${values.minutes} is no number of minutes: give a whole one from 1 on.`);
  process.exit(2);
}
const CONNECTIONS = 50;
const GOALS = { mebibytesPerMinute: 1, handles: 10, delayMs: 50 };
/** Until everything is compiled and every cache is full; not judged. */
const WARM_UP_SHARE = 0.2;

async function gauges({ url }) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const read = (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  return {
    mebibytes: read('process_resident_memory_bytes') / 1024 ** 2,
    handles: read('nodejs_active_handles_total'),
    delayMs: read('nodejs_eventloop_lag_p99_seconds') * 1000,
  };
}

/** Least squares: by how much `values` grow from one to the next. */
function slope(values) {
  const middle = (values.length - 1) / 2;
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  let above = 0;
  let below = 0;
  for (const [place, value] of values.entries()) {
    above += (place - middle) * (value - average);
    below += (place - middle) ** 2;
  }
  return below === 0 ? 0 : above / below;
}

const product = await startProduct();
try {
  const headers = { authorization: `Bearer ${product.key}` };
  const paths = questions.map(({ path }) => path);
  const full = await runLoad({ url: product.url, headers, connections: CONNECTIONS, seconds: 5, paths });
  const rate = Math.floor(full.perSecond / 2);
  console.log(`Full load is ${full.perSecond.toFixed(0)} requests/s; half of it, ${rate}/s, for ${MINUTES} minutes.`);
  console.log('minute     req/s    p99 ms   failed   RSS MiB   handles   loop p99 ms');
  const minutes = [];
  let failed = 0;
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    const load = await runLoad({ url: product.url, headers, connections: CONNECTIONS, seconds: 59, rate, paths });
    // Connections of the load are closed by then.
    await sleep(1000);
    const now = await gauges(product);
    minutes.push(now);
    failed += load.failed;
    const cells = [load.perSecond.toFixed(0), load.p99, load.failed, now.mebibytes.toFixed(1), now.handles];
    console.log([minute, ...cells, now.delayMs.toFixed(1)].map((cell) => String(cell).padStart(9)).join(''));
  }
  const judged = minutes.slice(Math.floor(minutes.length * WARM_UP_SHARE));
  const growth = slope(judged.map(({ mebibytes }) => mebibytes));
  const handles = Math.max(...judged.map((each) => each.handles)) - judged[0].handles;
  const delayMs = Math.max(...judged.map((each) => each.delayMs));
  const flat = growth < GOALS.mebibytesPerMinute && handles < GOALS.handles && delayMs < GOALS.delayMs && failed === 0;
  console.log(
    `${flat ? 'FLAT' : 'NOT FLAT'}: RSS ${growth.toFixed(2)} MiB/min (goal < ${GOALS.mebibytesPerMinute}), handles +${handles} (goal < ${GOALS.handles}), ` +
      `event loop p99 ${delayMs.toFixed(1)} ms (goal < ${GOALS.delayMs}), failed ${failed}.`,
  );
  if (!flat) process.exitCode = 1;
} finally {
  await product.stop();
}
