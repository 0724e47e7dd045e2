/**
 * `npm run check`: types, lint, format, boundaries between rooms, dead code. Says one line per check, and all that a failed one
 * has to say. `npm run check -- types lint` runs just these.
 */
import { spawn } from 'node:child_process';
import { ensureInstalled, giveUp, program, repository } from './toolchain.mjs';

const CHECKS = {
  types: ['typescript/bin/tsc', '--noEmit', '--project', 'tsconfig.json'],
  lint: ['eslint/bin/eslint.js', '.', '--max-warnings', '0'],
  format: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  boundaries: [
    'dependency-cruiser/bin/dependency-cruise.mjs',
    'libs',
    'services',
    'test',
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err',
  ],
  'dead code': ['knip/bin/knip.js', '--no-progress'],
};

/** Runs one check with its output kept. */
function run(name) {
  const started = performance.now();
  return new Promise((resolve) => {
    const [path, ...parameters] = CHECKS[name];
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program(path), ...parameters], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
      resolve({ name, passed: code === 0, output: Buffer.concat(output).toString().trim() });
    });
  });
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in CHECKS));
if (unknown.length > 0)
  giveUp(`There is no check called ${unknown.join(', ')}; there are ${Object.keys(CHECKS).join(', ')}.`);

ensureInstalled();
// Two at a time: each of them fills a processor.
const waiting = asked.length > 0 ? asked : Object.keys(CHECKS);
const results = [];
await Promise.all(
  [0, 1].map(async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) results.push(await run(name));
  }),
);
const failed = results.filter(({ passed }) => !passed);
for (const { name, output } of failed) process.stdout.write(`\n--- ${name}\n${output}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
