/** `npm run format`: lays every file out as `npm run check` wants it. */
import { spawnSync } from 'node:child_process';
import { ensureInstalled, program, repository } from './toolchain.mjs';

ensureInstalled();
const { status } = spawnSync(
  process.execPath,
  [program('prettier/bin/prettier.cjs'), '--write', '--log-level', 'warn', '.'],
  {
    cwd: repository,
    stdio: 'inherit',
  },
);
process.exitCode = status ?? 1;
