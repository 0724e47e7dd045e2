/**
 * Throughput and latency of the read calls, warm and cold, beside bare servers of Express, Fastify and Node that give the same bytes:
 * `npm run bench`, `npm run bench -- --quick`, `npm run bench -- --distributed`. What it prints is explained in bench/README.md.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../../deploy/native/processes.mjs';
import { startProduct } from './product.mjs';
import { questions } from './questions.mjs';
import { loadGenerator, runLoad } from './run-load.mjs';
import { startServices } from './services.mjs';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, distributed: { type: 'boolean', default: false } },
});
const plan = values.quick
  ? { seconds: 1, rounds: { 1: 1, 50: 3, 500: 1 }, cold: 200 }
  : { seconds: 5, rounds: { 1: 3, 50: 5, 500: 3 }, cold: 700 };
/** Of the product as one process. */
const GOALS = { throughput: 4.0, p99: 1.0 };
const peerProgram = fileURLToPath(new URL('peer.mjs', import.meta.url));

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const medians = (runs) =>
  Object.fromEntries(Object.keys(runs[0]).map((name) => [name, median(runs.map((run) => run[name]))]));

const running = new Set();
// Also when a measurement fails.
process.once('exit', () => running.forEach((child) => child.kill()));

async function startPeer(framework, file) {
  const port = await freePort();
  const child = spawn(process.execPath, [peerProgram, framework, String(port), file], { stdio: 'inherit' });
  running.add(child);
  const url = `http://127.0.0.1:${port}/answer`;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await fetch(url).catch(() => null)) break;
    await sleep(50);
  }
  const stop = () => {
    running.delete(child);
    child.kill();
  };
  return { url, stop };
}

function print(name, connections, { perSecond, p50, p99, p999, failed }) {
  const cells = [perSecond.toFixed(0), p50, p99, p999, failed].map((cell) => String(cell).padStart(10));
  console.log(`  ${name.padEnd(14)}${String(connections).padStart(5)}${cells.join('')}`);
}

/** Each server in turn, round by round, so that a busy neighbour is busy for all of them. */
async function measureWarm(servers, connections) {
  const runs = new Map(servers.map(({ name }) => [name, []]));
  for (let round = 0; round < plan.rounds[connections]; round += 1) {
    for (const { name, url, headers } of servers) {
      runs.get(name).push(await runLoad({ url, headers, connections, seconds: plan.seconds }));
    }
  }
  return new Map([...runs].map(([name, all]) => [name, medians(all)]));
}

const ratios = (throughput, p99) => `${throughput.toFixed(1)} × Express, p99 ${p99.toFixed(2)} ×`;

function judged(throughput, p99) {
  const verdict = throughput >= GOALS.throughput && p99 <= GOALS.p99 ? 'met' : 'MISSED';
  return (
    `${throughput.toFixed(1)} × Express (goal ≥ ${GOALS.throughput.toFixed(1)}), ` +
    `p99 ${p99.toFixed(2)} × (goal ≤ ${GOALS.p99.toFixed(1)}): ${verdict}`
  );
}

async function measure(product, { name, path, unasked }, folder) {
  const headers = { authorization: `Bearer ${product.key}` };
  const bytes = Buffer.from(await (await fetch(product.url + path, { headers })).arrayBuffer());
  const file = join(folder, 'answer.json');
  writeFileSync(file, bytes);
  const peers = [];
  for (const framework of ['express', 'fastify', 'node']) peers.push(await startPeer(framework, file));
  const servers = [
    { name: 'Express', url: peers[0].url },
    { name: 'Fastify', url: peers[1].url },
    { name: 'node:http', url: peers[2].url },
    { name: 'warm', url: product.url + path, headers },
  ];
  console.log(`\n${name} (${bytes.length} bytes)`);
  console.log('  server        conn.     req/s       p50       p99     p99.9    failed');
  // Not counted: every server has its code compiled.
  for (const { url, headers: sent } of servers) await runLoad({ url, headers: sent, connections: 50, seconds: 1 });
  const verdicts = [];
  for (const connections of [1, 50, 500]) {
    const warm = await measureWarm(servers, connections);
    for (const [server, figures] of warm) print(server, connections, figures);
    const amount = Math.max(plan.cold, connections);
    const paths = Array.from({ length: amount }, () => unasked.next().value);
    print('cold', connections, await runLoad({ url: product.url, headers, connections, amount, paths }));
    if (connections !== 50) continue;
    const [express, ours] = [warm.get('Express'), warm.get('warm')];
    const throughput = ours.perSecond / express.perSecond;
    const p99 = ours.p99 / express.p99;
    const bare = (warm.get('node:http').perSecond / express.perSecond).toFixed(1);
    const verdict = values.distributed ? ratios(throughput, p99) : judged(throughput, p99);
    verdicts.push(`${name}: ${verdict}; bare node:http ${bare} ×`);
  }
  for (const peer of peers) peer.stop();
  return verdicts;
}

console.log(
  `The load comes from ${loadGenerator}${loadGenerator === 'wrk' ? '' : ', which is slower than a fast server: install wrk for ratios that hold'}.`,
);
const folder = mkdtempSync(join(tmpdir(), 'bench-answers-'));
// Also when this process is told to end.
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const product = await (values.distributed ? startServices() : startProduct());
try {
  const verdicts = [];
  for (const question of questions) verdicts.push(...(await measure(product, question, folder)));
  console.log(`\nRatios of the medians at 50 connections, keys and limits on:\n  ${verdicts.join('\n  ')}`);
} finally {
  await product.stop();
}
