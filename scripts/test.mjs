/**
 * `npm test [-- JEST ARGUMENTS]`: the unit and integration suites. `npm run test:unit`, `test:int` and `test:system` run one kind;
 * `test:system` drives the built product from outside. Installs and builds what is missing.
 */
import { spawn } from 'node:child_process';
import { ensureBuilt, ensureInstalled, program, repository } from './toolchain.mjs';

const SUITES = {
  all: ['**/{libs,services,test}/**/*.{unit,int}.spec.ts'],
  unit: ['**/{libs,services,test}/**/*.unit.spec.ts'],
  int: ['**/{libs,services,test}/**/*.int.spec.ts'],
  system: ['**/test/**/*.system.spec.ts'],
};

const [first, ...rest] = process.argv.slice(2);
const suite = first in SUITES ? first : 'all';
const given = first === undefined || first in SUITES ? rest : [first, ...rest];

ensureInstalled();
// Some integration suites start the product as a process of its own.
if (suite !== 'unit') ensureBuilt();

// Whole-system suites share ports, brokers and both processors; they run one after the other.
const workers = given.some((argument) => /^(--maxWorkers|-w|--runInBand|-i)/.test(argument))
  ? []
  : [suite === 'system' ? '--runInBand' : '--maxWorkers=2'];
const parameters = [program('jest/bin/jest.js'), '--testMatch', ...SUITES[suite], ...workers, ...given];
const jest = spawn(
  process.execPath,
  ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', ...parameters],
  {
    cwd: repository,
    stdio: 'inherit',
    // Workers are processes of their own; they take the option from here.
    env: { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules`.trim() },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => jest.kill(signal));
jest.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)));
