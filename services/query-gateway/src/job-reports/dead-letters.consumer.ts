import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { JobError } from '#contracts/api/job.schema';
import { jobProblem } from '#contracts/job-events';
import type { Event } from '#contracts/envelope';
import { deadLetterTopic, Service, Topic } from '#contracts/topics';
import type { EventContext } from '#messaging/event-context';
import type { Inbox } from '#messaging/outbox';
import { DATABASE, INBOX } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { JobLifecycle } from '../jobs/job-lifecycle.js';

const CONSUMER = 'dead-letters';

type Command =
  | typeof Topic.indexBuildRequested
  | typeof Topic.exportRequested
  | typeof Topic.importRequested
  | typeof Topic.acquisitionRequested
  | typeof Topic.qualityDecisionRequested;

/** The steps of a job that come after its command; a job whose step is lost would never end. */
type JobStep = typeof Topic.indexConstructed | typeof Topic.performanceCalculated | typeof Topic.exportCompleted;

const COMMANDS = [
  Topic.indexBuildRequested,
  Topic.exportRequested,
  Topic.importRequested,
  Topic.acquisitionRequested,
  Topic.qualityDecisionRequested,
].map(deadLetterTopic);
const JOB_STEPS = [Topic.indexConstructed, Topic.performanceCalculated, Topic.exportCompleted].map(deadLetterTopic);

/** What no worker could do fails its job, with the worker's reason. */
@Controller()
export class DeadLettersConsumer {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(INBOX) private readonly inbox: Inbox,
    private readonly lifecycle: JobLifecycle,
  ) {}

  @EventPattern(COMMANDS, { group: Service.queryGateway })
  async handleCommand(@Payload() event: Event<Command>, @Ctx() context: EventContext): Promise<void> {
    // A job that could not be told to end goes on.
    if ('action' in event.body && event.body.action === 'cancel') return;
    await this.fail(event, event.body.job_id, context);
  }

  @EventPattern(JOB_STEPS, { group: Service.queryGateway })
  async handleStep(@Payload() event: Event<JobStep>, @Ctx() context: EventContext): Promise<void> {
    // What was lost here alone, and has no more than progress to tell, is no loss.
    if (context.headers['x-group'] === Service.queryGateway && !endsJob(event)) return;
    if (event.body.job_id !== null) await this.fail(event, event.body.job_id, context);
  }

  /** A report that could not be taken: one of progress is no loss, the last one of a job is. */
  @EventPattern([deadLetterTopic(Topic.jobProgressed)], { group: Service.queryGateway })
  async handleReport(@Payload() event: Event<typeof Topic.jobProgressed>, @Ctx() context: EventContext): Promise<void> {
    if (event.body.status !== 'running') await this.fail(event, event.body.job_id, context);
  }

  private async fail(event: Event, jobId: string, context: EventContext): Promise<void> {
    await this.database.transaction(async (transaction) => {
      if (!(await this.inbox.claim(transaction, CONSUMER, event.id))) return;
      await this.lifecycle.fail(transaction, jobId, reasonOf(context));
    });
  }
}

/** Whether it is by this step that the gateway ends the job. */
function endsJob({ topic, body }: Event<JobStep>): boolean {
  return topic !== Topic.indexConstructed && (!('complete' in body) || body.complete);
}

function reasonOf({ headers }: EventContext): JobError {
  const attempts = headers['x-attempts'] ?? 'several';
  const worker = headers['x-group'] ?? 'The worker';
  return jobProblem(
    'job-failed',
    `${worker} gave up after ${attempts} attempt(s): ${headers['x-error'] ?? 'no reason was recorded'}. It is kept among the dead letters.`,
  );
}
