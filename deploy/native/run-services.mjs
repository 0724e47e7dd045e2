/**
 * Starts the five services from dist without Docker: migrates the database, starts each as a process of its own with a log file,
 * waits until all are ready, remembers them; stops them by process id.
 *
 * Usage: node deploy/native/run-services.mjs up|down [--directory DIR]
 * Environment of `up`: DATABASE_URL, KAFKA_BROKERS, REDIS_URL; PORT (8000) is the gateway's, the others take the ports after it.
 */
import { join } from 'node:path';
import { directory as defaultDirectory } from './development.mjs';
import { launchServices, stopServices } from './product-services.mjs';

const [command, option, value] = process.argv.slice(2);
const directory = join(option === '--directory' ? value : defaultDirectory, 'product');
try {
  if (command === 'up') {
    const gatewayPort = Number(process.env.PORT ?? 8000);
    const services = await launchServices({ directory, gatewayPort, environment: process.env });
    for (const { name, port, pid, logFile } of services)
      process.stdout.write(`${name}: port ${port}, process ${pid}, log ${logFile}\n`);
    process.stdout.write(`The index is at http://localhost:${gatewayPort}\n`);
  } else if (command === 'down') {
    process.stdout.write(`stopped ${(await stopServices(directory)).join(', ') || 'nothing'}\n`);
  } else {
    process.stderr.write('Usage: node deploy/native/run-services.mjs up|down [--directory DIR]\n');
    process.exitCode = 2;
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
