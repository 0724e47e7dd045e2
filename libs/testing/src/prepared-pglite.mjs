/**
 * PGlite as tests get it (`moduleNameMapper` of `jest.config.mjs`): the package itself, without two things that nearly every suite
 * would begin with again, each of them seconds of a processor, and each with the same end.
 *
 * - A new store in memory does not run `initdb`: the files that it makes are kept beside the installed packages and loaded. Whatever
 *   is opened in a directory makes its own, and every migration runs in every suite.
 * - The engine is compiled once per test worker, which runs one suite after the other, and stays as optimised as it has become.
 *
 * The files are made by whoever finds them missing, with the installed version of the package. Delete the folder at any time.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';
import { PGlite as Engine } from '../../../node_modules/@electric-sql/pglite/dist/index.js';

export * from '../../../node_modules/@electric-sql/pglite/dist/index.js';

const installed = new URL('../../../node_modules/', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('@electric-sql/pglite/package.json', installed), 'utf8'));
const folder = fileURLToPath(new URL('.cache/pglite/', installed));
const files = `${folder}${version}.tar`;

/** Several workers may do so at once: each writes a file of its own, and whoever renames it last wins with an equal one. */
async function prepareFiles() {
  const engine = await Engine.create();
  const dump = await engine.dumpDataDir('none');
  await engine.close();
  const own = `${folder}${version}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(own, Buffer.from(await dump.arrayBuffer()));
  renameSync(own, files);
}

/**
 * V8 compiles equal bytes once as long as somebody holds a module of them. Each suite has globals of its own, which end with it;
 * the process itself holds one for all suites of this worker.
 */
const worker = runInThisContext('globalThis');
const COMPILED = Symbol.for('equal-weighted-index:compiled-pglite');

export class PGlite extends Engine {
  static async create(first, second) {
    const code = new URL('@electric-sql/pglite/dist/pglite.wasm', installed);
    await (worker[COMPILED] ??= worker.WebAssembly.compile(readFileSync(code)));
    const options = typeof first === 'string' ? { ...second, dataDir: first } : first;
    if (options?.dataDir !== undefined || options?.loadDataDir !== undefined) return Engine.create(options);
    if (!existsSync(files)) await prepareFiles();
    return Engine.create({ ...options, loadDataDir: new Blob([readFileSync(files)]) });
  }
}
