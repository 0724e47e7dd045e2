import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Recorded bodies lie beside the repository and are never part of it. On a build machine they must be there. */
const FOLDER = resolve('../shared/data/vendor-fixtures');

export const describeWithFixtures = existsSync(FOLDER) || process.env['CI'] === 'true' ? describe : describe.skip;

/** The vendor's JSON: some files hold the request beside it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- recorded by others, looked into by tests
export function vendorFixture(path: string): any {
  const value = JSON.parse(readFileSync(resolve(FOLDER, path), 'utf8'));
  return typeof value === 'object' && value !== null && 'request' in value ? value.body : value;
}
