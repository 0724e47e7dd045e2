import type { Service } from '#contracts/topics';
import type { Configuration } from './configuration.js';
import { openDistributedResources } from './distributed-resources.js';
import type { PlatformResources } from './platform-resources.js';
import type { ProcessInstruments } from './process-instruments.js';
import { openStandaloneResources } from './standalone-resources.js';

/** The single place that looks at the profile: everything that differs between the two ways to run hangs on this choice. */
export function openPlatformResources(
  configuration: Configuration,
  services: readonly Service[],
  instruments: ProcessInstruments,
): Promise<PlatformResources> {
  return configuration.profile === 'standalone'
    ? openStandaloneResources(configuration, instruments)
    : openDistributedResources(configuration, services, instruments);
}
