/**
 * Starts the five services from dist without Docker: migrates the database, starts each as a process of its own with a log file,
 * waits until all are ready, remembers them; stops them by process id.
 *
 * Usage: node deploy/native/run-services.mjs up|down [--directory DIR]
 * Environment of `up`: DATABASE_URL, KAFKA_BROKERS, REDIS_URL; PORT (8000) is the gateway's, the others take the ports after it.
 * Without ADMIN_API_KEY, OIDC_ISSUER or ACCESS=open a key is drawn, once, and kept in a file that only this user can read.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { directory as defaultDirectory } from './development.mjs';
import { launchServices, stopServices } from './product-services.mjs';

const [command, option, value] = process.argv.slice(2);
const directory = join(option === '--directory' ? value : defaultDirectory, 'product');

/** The file with the key that lets callers in; null where the settings say who may come in. */
function adminKeyFile() {
  const { ACCESS, ADMIN_API_KEY, ADMIN_API_KEY_FILE, OIDC_ISSUER } = process.env;
  if (ACCESS === 'open' || ADMIN_API_KEY || ADMIN_API_KEY_FILE || OIDC_ISSUER) return null;
  const file = join(directory, 'admin-api-key');
  mkdirSync(directory, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  return file;
}

try {
  if (command === 'up') {
    const gatewayPort = Number(process.env.PORT ?? 8000);
    const keyFile = adminKeyFile();
    const environment = { ...process.env, ...(keyFile === null ? {} : { ADMIN_API_KEY_FILE: keyFile }) };
    const services = await launchServices({ directory, gatewayPort, environment });
    for (const { name, port, pid, logFile } of services)
      process.stdout.write(`${name}: port ${port}, process ${pid}, log ${logFile}\n`);
    process.stdout.write(`The index is at http://localhost:${gatewayPort}\n`);
    if (keyFile !== null) process.stdout.write(`The key to it: export EWI_API_KEY="$(cat '${keyFile}')"\n`);
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
