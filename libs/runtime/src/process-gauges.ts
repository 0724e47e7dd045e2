import type { Service } from '#contracts/topics';
import type { Metrics } from './metrics.js';
import type { PlatformResources } from './platform-resources.js';
import { ageMs } from './readiness-checks.js';

/** Brings the gauges of consumers, outboxes and connections up to date whenever the metrics are read. */
export function keepGauges(metrics: Metrics, resources: PlatformResources, services: readonly Service[]): void {
  metrics.beforeRead(() => {
    for (const { group, status } of resources.stream.consumers()) {
      metrics.consumerRunning.set({ group }, status === 'running' ? 1 : 0);
    }
    for (const service of services) {
      const { backlog, oldestAt } = resources.forService(service).relay.state();
      metrics.outboxBacklog.set({ service }, backlog);
      metrics.outboxOldestAge.set({ service }, ageMs(oldestAt) / 1000);
      for (const [state, count] of Object.entries(resources.connectionCounts(service) ?? {})) {
        metrics.databaseConnections.set({ service, state }, Number(count));
      }
    }
  });
}
