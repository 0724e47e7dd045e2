/**
 * `npm start`: everything in one process, on a fresh clone too. Installs and builds what is missing, then runs the service in
 * this very process, so that signals reach it and its exit code is ours. Settings: PORT, HOST, DATA_DIR, DEMO, LOG_LEVEL.
 */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, repository } from './toolchain.mjs';

ensureInstalled();
ensureBuilt();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(repository, 'dist/services/standalone/src/main.js')).href);
