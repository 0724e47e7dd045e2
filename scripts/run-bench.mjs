/** Runs a measurement of `bench` on what is built: `node scripts/run-bench.mjs answers/throughput.mjs ARGUMENTS`. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, repository } from './toolchain.mjs';

ensureInstalled();
ensureBuilt();
const [path] = process.argv.splice(2, 1);
try {
  await import(pathToFileURL(join(repository, 'bench', path)).href);
} catch (error) {
  // A wrong option is no failure of the measurement: what it says is enough.
  if (!String(error.code).startsWith('ERR_PARSE_ARGS')) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
