import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { transformFile } from '@swc/core';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDERS = ['libs/domain/src', 'services/export/src', 'services/export/test'];
const TIMEOUT_MS = 240_000;

/**
 * Runs a TypeScript file of this service in a plain Node process of its own, where memory and time zone are nobody else's, and
 * returns what it prints. `run` may be called many times; `remove` deletes the transpiled copy.
 */
export async function prepareScript(script: string): Promise<{
  run(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<string>;
  remove(): void;
}> {
  const directory = mkdtempSync(join(tmpdir(), 'export-script-'));
  for (const folder of FOLDERS) await transpile(folder, directory);
  cpSync(join(ROOT, 'package.json'), join(directory, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  const file = join(directory, 'dist', script.replace(/\.ts$/, '.js'));
  return {
    run: async (args, environment = {}) => {
      const options = { env: { PATH: process.env['PATH'], ...environment }, timeout: TIMEOUT_MS };
      return (await promisify(execFile)(process.execPath, [file, ...args], options)).stdout;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function transpile(folder: string, directory: string): Promise<void> {
  for (const name of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
    const target = join(directory, 'dist', folder, name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    const { code } = await transformFile(join(ROOT, folder, name), {
      configFile: join(ROOT, '.swcrc'),
      sourceMaps: false,
    });
    writeFileSync(target, code);
  }
}
