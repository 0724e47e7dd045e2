import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { demoBuilt } from './harness/demo-built.js';
import { startDeployment, type Deployment } from './harness/deployment.js';

const DOCUMENTED_URL = /http:\/\/localhost:8000/g;

/** Every command of the README that calls curl, as one text each; a line that ends in a backslash goes on. */
function curlCommands(): string[] {
  const readme = readFileSync(join(process.cwd(), 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/```(?:sh|bash|console|shell)\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  return blocks
    .flatMap((text) => text.replaceAll('\\\n', ' ').split('\n'))
    .map((line) => line.replace(/^\$ /, '').trim())
    .filter((line) => /^(?:[a-z_]+=\$\()?curl\b/.test(line));
}

describe('the README, on a fresh start', () => {
  let deployment: Deployment;
  const folder = mkdtempSync(join(tmpdir(), 'ewi-readme-'));

  beforeAll(async () => {
    deployment = await startDeployment('standalone', { DEMO: 'on' });
    await demoBuilt(deployment.api);
    cpSync(join(process.cwd(), 'README.md'), join(folder, 'README.md'));
  }, 300_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await deployment?.stop();
  }, 60_000);

  it('shows the five calls', () => {
    const text = curlCommands().join('\n');
    for (const path of [
      '/build-index',
      '/index-performance',
      '/index-composition',
      '/composition-changes',
      '/export-data',
    ]) {
      expect(text).toContain(`http://localhost:8000${path}`);
    }
  });

  it.each(curlCommands())(
    '%s',
    async (command) => {
      // Whatever the command prints, the status comes after it on a line of its own.
      const script = `curl() { command curl --silent --show-error --write-out '\\nstatus %{http_code}\\n' "$@"; }\n${command.replace(DOCUMENTED_URL, deployment.api.url)}`;
      const { stdout } = await promisify(execFile)('bash', ['-c', script], {
        cwd: folder,
        maxBuffer: 256 * 1024 * 1024,
      });
      const statuses = [...stdout.matchAll(/^status (\d+)$/gm)].map(([, status]) => Number(status));
      expect(statuses.length).toBeGreaterThan(0);
      for (const status of statuses) expect(`${status}: ${status < 300 ? '' : stdout.slice(0, 500)}`).toMatch(/^2\d\d/);
    },
    60_000,
  );
});
