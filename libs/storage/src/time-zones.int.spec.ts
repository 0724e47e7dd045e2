import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

/** The zone of a process is fixed when it starts, so each zone gets a process of its own. */
describe.each(['America/New_York', 'Asia/Tokyo'])('in the time zone %s', (zone) => {
  test('no date shifts on either store', async () => {
    const suites = ['libs/storage/src/pglite-database.int.spec.ts', 'libs/storage/src/postgres-database.int.spec.ts'];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--json', '-t', 'dates never shift', ...suites],
      { env: { ...process.env, TZ: zone, NODE_OPTIONS: '' }, maxBuffer: 16 * 1024 * 1024 },
    );
    const report = JSON.parse(stdout) as JestReport;
    expect([report.numPassedTests, report.numFailedTests]).toEqual([2, 0]);
  }, 120_000);
});
