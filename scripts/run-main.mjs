/** Runs a program of `dist`, installed and built where it is not: `node scripts/run-main.mjs libs/…/x-main.js ARGUMENTS`. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, repository } from './toolchain.mjs';

ensureInstalled();
ensureBuilt();
process.setSourceMapsEnabled(true);
const [path] = process.argv.splice(2, 1);
await import(pathToFileURL(join(repository, 'dist', path)).href);
