/** Runs a measurement of `bench` on what is built: `node scripts/run-bench.mjs answers/throughput.mjs ARGUMENTS`. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, repository } from './toolchain.mjs';

ensureInstalled();
ensureBuilt();
const [path] = process.argv.splice(2, 1);
await import(pathToFileURL(join(repository, 'bench', path)).href);
