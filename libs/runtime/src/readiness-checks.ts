import type { Service } from '#contracts/topics';
import type { CheckResult, ReadinessCheck } from './health.js';
import type { MessageActivity } from './message-activity.js';
import type { PlatformResources } from './platform-resources.js';

/** A handler that has been busy with one message for longer counts as hung, in milliseconds. */
const HANDLER_HUNG_MS = 15 * 60_000;
/** An outbox whose oldest event has waited for longer is stuck, in milliseconds. */
const OUTBOX_STUCK_MS = 60_000;

export interface CheckedProcess {
  readonly resources: PlatformResources;
  readonly services: readonly Service[];
  readonly messages: MessageActivity;
  /** Whether consumers and relays have been started. */
  started(): boolean;
  draining(): boolean;
}

/** What has to be well for a process to do its work. */
export function readinessChecks(subject: CheckedProcess): ReadinessCheck[] {
  return [
    { name: 'process', run: () => processCheck(subject) },
    {
      name: 'database',
      run: async () => {
        await subject.resources.assertMigrated();
        return { status: 'ok' };
      },
    },
    { name: 'consumers', run: () => consumersCheck(subject) },
    { name: 'handlers', run: () => handlersCheck(subject) },
    { name: 'outbox', run: () => outboxCheck(subject) },
    { name: 'cache', run: () => ({ status: subject.resources.cache.healthy() ? 'ok' : 'degraded' }) },
  ];
}

function processCheck(subject: CheckedProcess): CheckResult {
  if (subject.draining()) return { status: 'failed', reason: 'the process is stopping' };
  return subject.started() ? { status: 'ok' } : { status: 'failed', reason: 'the process is starting' };
}

function consumersCheck({ resources }: CheckedProcess): CheckResult {
  const consumers = resources.stream.consumers();
  const groups = Object.fromEntries(consumers.map(({ group, status }) => [group, status]));
  return { status: consumers.every(({ status }) => status === 'running') ? 'ok' : 'failed', groups };
}

function handlersCheck({ messages }: CheckedProcess): CheckResult {
  const oldest = messages.oldest();
  if (oldest === null) return { status: 'ok' };
  return { status: oldest.ageMs > HANDLER_HUNG_MS ? 'failed' : 'ok', busy: oldest };
}

function outboxCheck({ resources, services }: CheckedProcess): CheckResult {
  const states = services.map((service) => resources.forService(service).relay.state());
  const stuck = states.filter(({ oldestAt, lastError }) => lastError !== null && ageMs(oldestAt) > OUTBOX_STUCK_MS);
  return {
    status: stuck.length === 0 ? 'ok' : 'failed',
    backlog: Object.fromEntries(states.map(({ service, backlog }) => [service, backlog])),
    ...(stuck.length === 0
      ? {}
      : { reason: stuck.map(({ service, lastError }) => `${service}: ${lastError}`).join('; ') }),
  };
}

export function ageMs(instant: Date | null): number {
  return instant === null ? 0 : Math.max(0, Date.now() - instant.getTime());
}
