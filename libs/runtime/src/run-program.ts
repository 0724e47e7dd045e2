import { declaredTopics } from '#contracts/topics';
import { ApplicationError } from '#domain/errors';
import { loadConfiguration } from './configuration.js';
import { createLogger } from './logging.js';
import { messagingMetrics } from './message-activity.js';
import { Metrics } from './metrics.js';
import { openPlatformResources } from './open-platform-resources.js';
import type { PlatformResources } from './platform-resources.js';

/**
 * Runs a program of the command line on the same resources as the services, with the same settings (`PROFILE=distributed` with
 * its URLs, else the store in `DATA_DIR`). The program returns its exit code and writes to standard output; logs go to standard
 * error.
 */
export async function runProgram(program: (resources: PlatformResources) => Promise<number>): Promise<void> {
  const configuration = loadConfiguration('standalone');
  const logger = createLogger({ ...configuration, logLevel: 'warn' }, 'command', process.stderr);
  const metrics = new Metrics();
  let resources: PlatformResources | null = null;
  try {
    resources = await openPlatformResources(configuration, [], {
      logger,
      metrics,
      messagingMetrics: messagingMetrics(metrics),
    });
    await resources.stream.ensureTopics(declaredTopics);
    process.exitCode = await program(resources);
  } catch (error) {
    process.stderr.write(`${error instanceof ApplicationError ? error.message : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    await resources?.stream.close();
    await resources?.close();
  }
}
