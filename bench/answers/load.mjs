/** Asks a server as fast as it answers, in a process of its own: the order comes as JSON on standard input, the result goes out as JSON. */
import { text } from 'node:stream/consumers';
import autocannon from 'autocannon';

const { url, headers, connections, seconds, amount, rate, paths } = JSON.parse(await text(process.stdin));
const result = await autocannon({
  url,
  headers,
  connections,
  ...(amount === undefined ? { duration: seconds } : { amount }),
  ...(rate === undefined ? {} : { overallRate: rate }),
  ...(paths === undefined ? {} : { requests: paths.map((path) => ({ method: 'GET', path })) }),
});
const { latency, requests, non2xx, errors, duration } = result;
process.stdout.write(
  JSON.stringify({
    perSecond: requests.total / duration,
    p50: latency.p50,
    p99: latency.p99,
    p999: latency.p99_9,
    failed: non2xx + errors,
  }),
);
