/** What the other scripts share. Needs nothing but Node: it runs before anything is installed. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('..', import.meta.url));
const inRepository = (...parts) => join(repository, ...parts);

/** Ends the process with a sentence instead of a stack. */
export function giveUp(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function requireNode() {
  const { engines } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8'));
  const [major, minor] = engines.node.replace('>=', '').split('.').map(Number);
  const [isMajor, isMinor] = process.versions.node.split('.').map(Number);
  if (isMajor < major || (isMajor === major && isMinor < minor)) {
    giveUp(`Node ${engines.node} is needed, this is ${process.versions.node}.`);
  }
}

/** Runs a program to its end with our terminal; ends this process when it fails. */
function runOrGiveUp(what, command, parameters) {
  const { status, error } = spawnSync(command, parameters, {
    cwd: repository,
    // What is said while getting ready is not the output of the command that was asked for.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (status !== 0) {
    giveUp(`${what} failed${error === undefined ? '' : ` (${error.message})`}; what it said stands above.`);
  }
}

/** Installs the dependencies where they are missing or older than the lock file. */
export function ensureInstalled() {
  requireNode();
  const installed = inRepository('node_modules', '.package-lock.json');
  const lock = inRepository('package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  process.stderr.write('Installing the dependencies (once; a minute or two) …\n');
  runOrGiveUp('Installing', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
}

function sourceFiles(folder) {
  return readdirSync(inRepository(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !/\.(spec|contract)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Changes whenever anything changes that the build reads. */
function fingerprint() {
  const files = [
    ...['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'].map((name) =>
      inRepository(name),
    ),
    ...sourceFiles('libs'),
    ...sourceFiles('services'),
  ];
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash
      .update(`${file.slice(repository.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

const builtFrom = inRepository('dist', '.built-from');

export function build() {
  const sources = fingerprint();
  runOrGiveUp('The build', process.execPath, [
    inRepository('node_modules/@nestjs/cli/bin/nest.js'),
    'build',
    'standalone',
  ]);
  mkdirSync(inRepository('dist'), { recursive: true });
  writeFileSync(builtFrom, sources);
}

/** Builds where there is no build of exactly these sources. */
export function ensureBuilt() {
  if (existsSync(builtFrom) && readFileSync(builtFrom, 'utf8') === fingerprint()) return;
  process.stderr.write('Building …\n');
  build();
}

/** A program of a dependency, as the arguments of `node`. */
export const program = (path) => inRepository('node_modules', path);
