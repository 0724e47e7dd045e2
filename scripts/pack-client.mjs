/**
 * `node scripts/pack-client.mjs [DIRECTORY]`: makes the package of the client and its command line, types included, that `npm publish`
 * or `npx ./FILE.tgz` take. Prints the path of the file.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureBuilt, ensureInstalled, giveUp, program, repository } from './toolchain.mjs';

const DEPENDENCIES = ['openapi-fetch', 'fetch-event-stream'];
const ENTRY_POINTS = ['index-client', 'job-follower', 'event-follower'];

function run(command, parameters, options = {}) {
  const { status, stdout, stderr } = spawnSync(command, parameters, { cwd: repository, encoding: 'utf8', ...options });
  if (status !== 0) giveUp(`${command} ${parameters.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout;
}

ensureInstalled();
ensureBuilt();
const directory = resolve(process.argv[2] ?? '.');
mkdirSync(directory, { recursive: true });
const staging = join(repository, 'dist/client-package');
rmSync(staging, { recursive: true, force: true });
mkdirSync(staging, { recursive: true });
cpSync(join(repository, 'dist/libs/client/src'), join(staging, 'lib'), {
  recursive: true,
  filter: (path) => !/\.spec\.js|\.map$/.test(path),
});
const sources = join(repository, 'libs/client/src');
run(process.execPath, [
  ...[
    program('typescript/bin/tsc'),
    '--ignoreConfig',
    '--declaration',
    '--emitDeclarationOnly',
    '--outDir',
    join(staging, 'lib'),
  ],
  ...[
    '--rootDir',
    sources,
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--strict',
    '--skipLibCheck',
    '--types',
    'node',
  ],
  ...ENTRY_POINTS.map((name) => join(sources, `${name}.ts`)),
]);
const { version, license, engines, dependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
const manifest = {
  name: 'equal-weighted-index-client',
  version,
  description: 'Typed client and command line of the equal-weighted index.',
  license,
  type: 'module',
  engines,
  bin: { 'equal-weighted-index': 'lib/command-main.js' },
  exports: Object.fromEntries(
    ENTRY_POINTS.map((name) => [
      name === 'index-client' ? '.' : `./${name}`,
      { types: `./lib/${name}.d.ts`, default: `./lib/${name}.js` },
    ]),
  ),
  dependencies: Object.fromEntries(DEPENDENCIES.map((name) => [name, dependencies[name]])),
};
writeFileSync(join(staging, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
for (const name of ['LICENSE', 'libs/client/README.md']) {
  cpSync(join(repository, name), join(staging, name.split('/').at(-1)));
}
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
run(npm, ['pack', '--silent', '--pack-destination', directory], { cwd: staging });
console.log(join(directory, `${manifest.name}-${version}.tgz`));
