import type { DeadLetterTopic, Topic } from '#contracts/topics';

/** What a handler gets beside the event, through `@Ctx()`. */
export class EventContext {
  /** The topic that the message came by; a dead-letter topic differs from the event's own. */
  readonly topic: Topic | DeadLetterTopic;
  readonly group: string;
  /** From 1. */
  readonly attempt: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when the process is about to stop: finish soon, or throw, and the message is delivered again. */
  readonly signal: AbortSignal;

  constructor(values: EventContext) {
    this.topic = values.topic;
    this.group = values.group;
    this.attempt = values.attempt;
    this.headers = values.headers;
    this.signal = values.signal;
  }
}
