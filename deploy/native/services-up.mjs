/**
 * Starts real PostgreSQL, Kafka and Redis for development, on loopback: by Docker compose where an engine answers, else from the
 * programs of this machine. Prints the settings under which they are found. What runs already stays as it is.
 *
 * Usage: node deploy/native/services-up.mjs [--native]
 * Environment: POSTGRES_PORT (5432), KAFKA_PORT (29092), KAFKA_CONTROLLER_PORT (29093), REDIS_PORT (6379), SERVICES_DIR.
 */
import { compose, directory, engineAnswers, ports } from './development.mjs';
import { settingsOf, startServiceSet } from './service-set.mjs';

try {
  const useCompose = !process.argv.includes('--native') && engineAnswers();
  const settings = useCompose
    ? compose('up', '-d', '--wait', 'postgres', 'kafka', 'redis')
    : settingsOf(await startServiceSet({ directory, ports }));
  for (const [name, value] of Object.entries(settings)) process.stdout.write(`export ${name}='${value}'\n`);
} catch (error) {
  process.stderr.write(
    `${error.message}\nA port that is taken can be changed: POSTGRES_PORT, KAFKA_PORT, KAFKA_CONTROLLER_PORT, REDIS_PORT.\n`,
  );
  process.exitCode = 1;
}
