/**
 * Asks a server as fast as it answers, in a process of its own: the order comes as JSON on standard input, the result goes out as JSON.
 * A given number of questions is dealt out, each to one connection; without a number every connection asks all of them in turn.
 */
import { text } from 'node:stream/consumers';
import autocannon from 'autocannon';

const { url, headers, connections, seconds, amount, rate, paths } = JSON.parse(await text(process.stdin));
const requests = paths?.map((path) => ({ method: 'GET', path }));
let client = 0;
const started = performance.now();
let finished = null;
const load = autocannon({
  url,
  headers,
  connections,
  ...(amount === undefined ? { duration: seconds } : { amount }),
  ...(rate === undefined ? {} : { overallRate: rate }),
  ...(requests === undefined ? {} : { requests }),
  setupClient(connection) {
    const mine = client;
    client += 1;
    if (requests !== undefined && amount !== undefined)
      connection.setRequests(requests.filter((_, place) => place % connections === mine));
  },
});
// autocannon notices only at the next full second that a given number has been answered.
if (amount !== undefined) load.on('response', () => (finished = performance.now()));
const result = await load;
const { latency, requests: answered, non2xx, errors, duration } = result;
process.stdout.write(
  JSON.stringify({
    perSecond: answered.total / (finished === null ? duration : (finished - started) / 1000),
    p50: latency.p50,
    p99: latency.p99,
    p999: latency.p99_9,
    failed: non2xx + errors,
  }),
);
