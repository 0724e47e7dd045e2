import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const autocannon = fileURLToPath(new URL('load.mjs', import.meta.url));
const wrkReport = fileURLToPath(new URL('wrk.lua', import.meta.url));
const wrkInstalled = spawnSync('wrk', ['--version']).error === undefined;

/** What asks the same question over and over. autocannon needs a whole processor for as much as a bare server gives with half of one. */
export const loadGenerator = wrkInstalled ? 'wrk' : 'autocannon';

/**
 * The result of one load, made by a process of its own: requests per second, p50, p99 and p99.9 in milliseconds, and how many failed.
 * Questions that are all different, a given number of them, or a given rate are always asked by autocannon.
 */
export async function runLoad(order) {
  const { rate, paths, amount } = order;
  const plain = rate === undefined && paths === undefined && amount === undefined;
  const output = wrkInstalled && plain ? await askWithWrk(order) : await askWithAutocannon(order);
  return JSON.parse(output);
}

async function askWithAutocannon(order) {
  const child = spawn(process.execPath, [autocannon], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(order));
  return text(child.stdout);
}

async function askWithWrk({ url, headers = {}, connections, seconds }) {
  const given = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  const load = [
    '--threads',
    '1',
    '--connections',
    String(connections),
    '--duration',
    `${seconds}s`,
    '--timeout',
    '10s',
  ];
  const child = spawn('wrk', [...load, '--script', wrkReport, ...given, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  return (await text(child.stdout)).trim().split('\n').at(-1);
}
