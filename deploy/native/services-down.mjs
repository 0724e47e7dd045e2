/**
 * Stops what services-up started; the data stays. With --delete-data it goes as well.
 *
 * Usage: node deploy/native/services-down.mjs [--delete-data]
 */
import { rmSync } from 'node:fs';
import { compose, directory, engineAnswers, startedByCompose } from './development.mjs';
import { stopServiceSet } from './service-set.mjs';

const deleteData = process.argv.includes('--delete-data');
try {
  const stopped = await stopServiceSet(directory);
  if (startedByCompose()) {
    if (!engineAnswers())
      throw new Error('The services were started by Docker compose, but no engine answers. Start it and try again.');
    compose('down', ...(deleteData ? ['-v'] : []));
  }
  if (deleteData) rmSync(directory, { recursive: true, force: true });
  process.stdout.write(stopped.length > 0 ? `stopped ${stopped.join(', ')}\n` : 'no native services ran\n');
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
