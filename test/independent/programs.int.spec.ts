import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The numbers that other tests hold the product against are those that the programs beside this file make. */

/** What the programs need; in CI the absence of any of it is a failure. */
const available = existsSync('../shared/golden') && spawnSync('python3', ['--version']).status === 0;
const whenAvailable = available || process.env['CI'] !== undefined ? it : it.skip;

describe('an independent program', () => {
  whenAvailable.each(['series', 'lines'])('makes what %s.json holds', (name) => {
    const program = fileURLToPath(new URL(`./${name}.py`, import.meta.url));
    const { status, stdout, stderr } = spawnSync('python3', [program, '--check'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^${name}\\.json: \\d{3} figures agree\\n$`));
  });
});
