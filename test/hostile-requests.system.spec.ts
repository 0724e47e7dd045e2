import { connect } from 'node:net';
import { demoBuilt } from './harness/demo-built.js';
import { startDeployment, type Deployment } from './harness/deployment.js';
import { randomFrom } from './hostile/random.js';
import { hostileRequest } from './hostile/raw-requests.js';

/** `HOSTILE_REQUESTS=100000` is the whole; `TEST_SEED` gives a run again. */
const REQUESTS = Number(process.env['HOSTILE_REQUESTS'] ?? 4000);
const SEED = Number(process.env['TEST_SEED'] ?? Math.floor(Math.random() * 1e6));
const AT_ONCE = 32;
/** After how long without an answer a request counts as one that is not whole, and the caller hangs up. */
const PATIENCE_MS = 1000;
/** Longer than any wait that the gateway grants to a request which has stopped in the middle. */
const HUNG_MS = 30_000;

interface Outcome {
  readonly request: string;
  /** Of the first answer on the connection; null when it was closed without one. */
  readonly status: number | null;
  readonly hung: boolean;
}

/** Sends the bytes and reads what comes; says after a while that no more will, and then the other side must be done too. */
function send(port: number, request: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    let hung = false;
    const late = setTimeout(() => {
      hung = true;
      socket.destroy();
    }, HUNG_MS);
    const patience = setTimeout(() => socket.end(), PATIENCE_MS);
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      // The status is all that is looked at; a stream of events would go on for ever.
      if (answer.length < 64) answer += String(text);
      if (answer.includes('text/event-stream') || answer.length >= 64) socket.destroy();
    });
    // A connection that is reset has been closed, which is all that a broken request may expect.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(late);
      clearTimeout(patience);
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
      resolve({ request, status: status === undefined ? null : Number(status), hung });
    });
    socket.write(request, 'latin1');
  });
}

describe('requests that nobody should send', () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await startDeployment('standalone', { DEMO: 'on', LOG_LEVEL: 'fatal' });
    await demoBuilt(deployment.api);
  }, 300_000);
  afterAll(() => deployment?.stop(), 60_000);

  it(`are answered with what is wrong with them, ${REQUESTS} of them with TEST_SEED=${SEED}`, async () => {
    const random = randomFrom(SEED);
    const port = Number(new URL(deployment.api.url).port);
    const failed: Outcome[] = [];
    const statuses = new Map<number | null, number>();
    let left = REQUESTS;
    const worker = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const outcome = await send(port, hostileRequest(random));
        statuses.set(outcome.status, (statuses.get(outcome.status) ?? 0) + 1);
        if (outcome.hung || (outcome.status ?? 0) >= 500) failed.push(outcome);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    console.log(`statuses ${JSON.stringify([...statuses].sort(([a], [b]) => (a ?? 0) - (b ?? 0)))}`);
    expect(failed.slice(0, 5)).toEqual([]);
    expect(statuses.get(200) ?? 0).toBeGreaterThan(REQUESTS / 100);
    expect(statuses.get(400) ?? 0).toBeGreaterThan(REQUESTS / 100);
    expect((await fetch(`${deployment.api.url}/healthz`)).status).toBe(200);
  }, 3_600_000);
});
