import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoBuilt } from './harness/demo-built.js';
import { startDeployment, type Deployment } from './harness/deployment.js';

/** `CONFORMANCE_EXAMPLES=1000 CONFORMANCE_SEEDS=1,2,3` is the whole. */
const EXAMPLES = process.env['CONFORMANCE_EXAMPLES'] ?? '5';
const SEEDS = (process.env['CONFORMANCE_SEEDS'] ?? '1').split(',');

const installed = spawnSync('schemathesis', ['--version']).status === 0;
const inContinuousIntegration = process.env['CI'] === 'true';
// Not everybody has Python; where it is counted on, it must be there.
const suite = installed || inContinuousIntegration ? describe : describe.skip;

suite('the interface and its description', () => {
  let deployment: Deployment;
  const folder = mkdtempSync(join(tmpdir(), 'ewi-conformance-'));
  beforeAll(async () => {
    deployment = await startDeployment('standalone', { DEMO: 'on', LOG_LEVEL: 'error' });
    await demoBuilt(deployment.api);
  }, 300_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await deployment?.stop();
  }, 60_000);

  it.each(SEEDS)(
    'agree in every phase of Schemathesis, with seed %s',
    async (seed) => {
      const parameters = [
        ...['--config-file', join(process.cwd(), 'test/hostile/schemathesis.toml')],
        ...['run', `${deployment.api.url}/openapi.json`, '--phases', 'examples,coverage,fuzzing,stateful'],
        ...[
          '--max-examples',
          EXAMPLES,
          '--seed',
          seed,
          '--workers',
          '2',
          '--request-timeout',
          '40',
          '--continue-on-failure',
        ],
        ...['--suppress-health-check', 'all', '--no-color'],
      ];
      const { code, output } = await run('schemathesis', parameters, folder);
      if (code !== 0) console.log(output.slice(-20_000));
      expect(code).toBe(0);
    },
    5 * 3_600_000,
  );
});

function run(
  program: string,
  parameters: readonly string[],
  cwd: string,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(program, parameters, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
