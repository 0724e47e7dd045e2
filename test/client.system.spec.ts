import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CompositionAnswer } from '#contracts/api/composition.schema';
import { demoBuilt } from './harness/demo-built.js';
import { startDeployment, type Deployment } from './harness/deployment.js';

const KEY = 'an-administrator-key-of-this-test-only-0123456789';
const RANGE = ['2024-03-01', '2024-03-28'];

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

describe('the packed client, on a deployment that asks for a key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ewi-client-'));
  let deployment: Deployment;
  let program = '';

  /** The command line as `npx` installs it. */
  async function command(parameters: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
    const env = { ...process.env, NODE_OPTIONS: '', EWI_URL: deployment.api.url, EWI_API_KEY: KEY, ...environment };
    const run = promisify(execFile)(program, [...parameters], { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 });
    try {
      const { stdout, stderr } = await run;
      return { code: 0, out: stdout, said: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout, said: stderr };
    }
  }

  beforeAll(async () => {
    const pack = promisify(execFile)(process.execPath, ['scripts/pack-client.mjs', folder], {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    [deployment] = await Promise.all([
      startDeployment('standalone', { DEMO: 'on', ACCESS: 'keys', ADMIN_API_KEY: KEY }),
      pack,
    ]);
    const file = (await pack).stdout.trim();
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, file], {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    program = join(folder, 'node_modules/.bin/equal-weighted-index');
    await demoBuilt({
      composition: async (date: string) => {
        const { code, out, said } = await command(['composition', date, '--json']);
        if (code !== 0) throw new Error(said);
        return JSON.parse(out) as CompositionAnswer;
      },
    });
  }, 300_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await deployment?.stop();
  }, 60_000);

  it('shows a composition as a table and as JSON', async () => {
    const { out, said } = await command(['composition', '2024-03-30']);
    expect(out.split('\n')[0]).toMatch(/^rank +ticker +name +sector +weight % +close +market cap$/);
    expect(out.trim().split('\n')).toHaveLength(101);
    expect(said).toContain('Session 2024-03-28');
    const json = JSON.parse((await command(['composition', '2024-03-30', '--json'])).out) as { data: unknown[] };
    expect(json.data).toHaveLength(100);
  });

  it('shows performance and changes of a range', async () => {
    expect((await command(['performance', ...RANGE])).out.trim().split('\n')).toHaveLength(1 + 20);
    expect((await command(['changes', ...RANGE])).out).toMatch(/^date +change +ticker/);
  });

  it('builds, and fetches a workbook', async () => {
    expect((await command(['build', ...RANGE])).out).toMatch(/^Built: 20 sessions, 2024-03-01 to 2024-03-28/);
    const { code, out } = await command(['export', ...RANGE, '--output', 'march.xlsx']);
    expect([code, out]).toEqual([0, 'march.xlsx\n']);
    expect(readFileSync(join(folder, 'march.xlsx')).subarray(0, 2).toString()).toBe('PK');
    expect(existsSync(join(folder, 'march.xlsx'))).toBe(true);
  });

  it('follows the events from the first one kept', async () => {
    const env = { ...process.env, NODE_OPTIONS: '', EWI_URL: deployment.api.url, EWI_API_KEY: KEY };
    const child = spawn(program, ['follow', '--after', 'start', '--topics', 'composition.changed'], { env });
    const first = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.once('error', reject);
      child.stdout.on('data', (part) => {
        text += String(part);
        if (text.includes('\n')) resolve(text.split('\n')[0] ?? '');
      });
      child.stderr.on('data', (part) => reject(new Error(String(part))));
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.kill('SIGINT');
    expect(JSON.stringify(JSON.parse(first))).toContain('"initialized"');
    expect(await ended).toBe(0);
  });

  it.each([
    ['2, with the usage, for a wrong call', ['performance', '2024-03-01'], {}, 2, 'END is missing'],
    ['1 for what the gateway refuses', ['performance', '2024-03-28', '2024-03-01'], {}, 1, 'start_date is after'],
    ['3 where nothing answers', ['composition'], { EWI_URL: 'http://127.0.0.1:9' }, 3, 'does not answer'],
    ['4 without the right key', ['composition'], { EWI_API_KEY: `${KEY}x` }, 4, 'key'],
  ])('ends with %s', async (_case, parameters, environment, code, text) => {
    const ended = await command(parameters, environment);
    expect(ended.said).toContain(text);
    expect(ended.code).toBe(code);
  });
});
