/**
 * `node scripts/generate-client.mjs`: writes the types of the interface for the client. By way of their test, which reads the sources
 * as they are: a build would need the types that are to be written.
 */
import { spawnSync } from 'node:child_process';
import { ensureInstalled, program, repository } from './toolchain.mjs';

ensureInstalled();
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', program('jest/bin/jest.js'), 'libs/client/src/interface.unit.spec.ts'],
  { cwd: repository, stdio: 'inherit', env: { ...process.env, GENERATE_CLIENT_TYPES: 'true' } },
);
process.exitCode = status ?? 1;
