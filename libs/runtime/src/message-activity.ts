import type { EventStream, Subscription } from '#messaging/event-stream';
import type { MessagingMetrics } from '#messaging/messaging-metrics';
import type { Metrics } from './metrics.js';

interface MessageInHand {
  readonly topic: string;
  readonly group: string;
  /** By the clock of `performance.now()`. */
  readonly since: number;
}

/** Knows which messages are in hand, and for how long. */
export class MessageActivity {
  private readonly inHand = new Set<MessageInHand>();

  /** The same stream, whose deliveries are watched. */
  watch(stream: EventStream): EventStream {
    return {
      ensureTopics: (topics) => stream.ensureTopics(topics),
      publish: (messages) => stream.publish(messages),
      subscribe: (subscription) => stream.subscribe(this.watched(subscription)),
      consumers: () => stream.consumers(),
      close: () => stream.close(),
    };
  }

  /** The message that has been in hand for longest, and for how many milliseconds. */
  oldest(): { readonly topic: string; readonly group: string; readonly ageMs: number } | null {
    // A Set keeps the order of adding.
    const [first] = this.inHand;
    return first === undefined
      ? null
      : { topic: first.topic, group: first.group, ageMs: Math.round(performance.now() - first.since) };
  }

  private watched(subscription: Subscription): Subscription {
    return {
      ...subscription,
      deliver: async (message) => {
        const entry = { topic: message.topic, group: subscription.group, since: performance.now() };
        this.inHand.add(entry);
        try {
          await subscription.deliver(message);
        } finally {
          this.inHand.delete(entry);
        }
      },
    };
  }
}

/** Counts what the messaging room reports. */
export function messagingMetrics(metrics: Metrics): MessagingMetrics {
  return {
    messageHandled: ({ group, topic, outcome, durationSeconds }) => {
      metrics.messages.inc({ group, topic, outcome });
      metrics.messageDuration.observe({ group, topic }, durationSeconds);
    },
    attemptFailed: (group, topic) => metrics.failedAttempts.inc({ group, topic }),
    messageReturned: (group, topic) => metrics.messages.inc({ group, topic, outcome: 'returned' }),
    eventsPublished: (service, count) => metrics.eventsPublished.inc({ service }, count),
  };
}
