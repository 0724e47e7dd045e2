/**
 * `npm run hashes [-- --url http://localhost:8000]`: one line per table of the running product, the same for the same content. Two installations that were given
 * the same prices print the same lines.
 */
import { parseArgs } from 'node:util';
import { call, DEFAULT_URL } from './gateway-client.mjs';

const { url } = parseArgs({ options: { url: { type: 'string', default: DEFAULT_URL } } }).values;

try {
  const { status, body: answer } = await call(new URL('/v1/table-hashes', url), 'GET');
  if (status !== 200) throw new Error(answer.detail ?? `status ${status}`);
  const names = Object.keys(answer.tables).sort();
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) process.stdout.write(`${name.padEnd(width)}  ${answer.tables[name]}\n`);
} catch (error) {
  process.stderr.write(`The tables of ${url} could not be read: ${error.message}\n`);
  process.exitCode = 1;
}
