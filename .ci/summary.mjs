/**
 * Adds up what ran: the tests of every jest result in the folder, and each failed step as one more failure. Prints the failures
 * by name and one closing line; ends with 1 when anything failed, or when a suite ran no test.
 *
 * Usage: node .ci/summary.mjs RESULTS_FOLDER [FAILED_STEP…]
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...failedSteps] = process.argv.slice(2);
const EXPECTED = ['test', 'system'];

let passed = 0;
const failures = failedSteps.map((name) => `step: ${name}`);
for (const name of EXPECTED) {
  const file = join(folder, `${name}.jest.json`);
  if (!existsSync(file)) {
    failures.push(`${name}: no result`);
    continue;
  }
  const result = JSON.parse(readFileSync(file, 'utf8'));
  passed += result.numPassedTests;
  for (const suite of result.testResults) {
    const title = suite.name.replace(`${process.cwd()}/`, '');
    const ran = suite.assertionResults.filter(({ status }) => status === 'passed' || status === 'failed');
    if (ran.length === 0) failures.push(`${title}: ran no test. ${suite.message.split('\n').slice(0, 12).join('\n')}`);
    for (const test of suite.assertionResults) {
      if (test.status === 'failed') failures.push(`${title}: ${test.fullName}`);
      // A test that does not run on the machine that decides is a hole.
      if (test.status !== 'failed' && test.status !== 'passed')
        failures.push(`${title}: ${test.fullName} (${test.status})`);
    }
  }
  process.stdout.write(
    `${name}: ${result.numPassedTests} passed, ${result.numFailedTests} failed, ${result.numTotalTestSuites} suites\n`,
  );
}
for (const failure of failures) process.stdout.write(`FAILED ${failure}\n`);
process.stdout.write(`${passed} passed, ${failures.length} failed\n`);
process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
