import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The built program, as `npm start` runs it, seen from outside. */
const MAIN = join(process.cwd(), 'dist/services/standalone/src/main.js');

const directory = mkdtempSync(join(tmpdir(), 'standalone-main-'));
const children: ChildProcess[] = [];

interface Program {
  readonly child: ChildProcess;
  output(): string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

function run(environment: Record<string, string>): Program {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is not there; run npm run build, or the suite by npm test.`);
  const { NODE_OPTIONS: _testOptions, ...inherited } = process.env;
  const child = spawn(process.execPath, [MAIN], {
    env: { ...inherited, PORT: '0', DATA_DIR: directory, DEMO: 'off', LOG_FORMAT: 'json', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const chunks: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return {
    child,
    output: () => chunks.join(''),
    ended: new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal }))),
  };
}

async function said(program: Program, text: string): Promise<void> {
  const deadline = Date.now() + 50_000;
  while (!program.output().includes(text)) {
    if (Date.now() > deadline || program.child.exitCode !== null) {
      throw new Error(`did not say "${text}" but:\n${program.output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

describe('the standalone program', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 after %s, in good time', async (signal) => {
    const program = run({});
    await said(program, 'curl ');
    const begun = performance.now();
    program.child.kill(signal);
    // The terminal and npm both pass a Ctrl-C on: that is one signal.
    program.child.kill(signal);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(program.output()).toContain('"msg":"Stopped"');
  });

  it('comes up again with its store after it was killed', async () => {
    const killed = run({});
    await said(killed, 'curl ');
    killed.child.kill('SIGKILL');
    await killed.ended;
    const next = run({});
    await said(next, 'curl ');
    next.child.kill('SIGTERM');
    expect(await next.ended).toEqual({ code: 0, signal: null });
  });

  it('says all that is wrong with its settings, then ends with 1', async () => {
    const program = run({ PORT: 'eighty', DEMO: 'maybe' });
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.output()).toContain('PORT=eighty: give a whole number from 0 to 65535');
    expect(program.output()).toContain('DEMO=maybe: give one of on, off');
  });
});
