import type { MessageHandler } from '@nestjs/microservices';
import { sourceTopic } from '#contracts/codec';
import type { DeadLetterTopic, Topic } from '#contracts/topics';
import { ApplicationError } from '#domain/errors';

type AnyTopic = Topic | DeadLetterTopic;

/** Which handlers each group has for each of its topics. */
export class HandlerRegistry {
  private readonly groups = new Map<string, Map<AnyTopic, MessageHandler[]>>();

  add(pattern: unknown, handler: MessageHandler, isEventHandler: boolean, extras: Record<string, unknown>): void {
    if (!isEventHandler) {
      throw new ApplicationError(
        'handler_unsupported',
        `The handler of "${String(pattern)}" asks for a reply (@MessagePattern); the stream carries events only, use @EventPattern.`,
      );
    }
    const topic = pattern as AnyTopic;
    sourceTopic(topic); // refuses an undeclared topic
    const group = extras['group'];
    if (typeof group !== 'string' || group === '') {
      throw new ApplicationError(
        'handler_without_group',
        `The handler of "${topic}" names no group; write @EventPattern(topic, { group }).`,
      );
    }
    const topics = this.groups.get(group) ?? new Map<AnyTopic, MessageHandler[]>();
    this.groups.set(group, topics);
    topics.set(topic, [...(topics.get(topic) ?? []), handler]);
  }

  groupNames(): readonly string[] {
    return [...this.groups.keys()];
  }

  topicsOf(group: string): readonly AnyTopic[] {
    return [...(this.groups.get(group)?.keys() ?? [])];
  }

  handlersOf(group: string, topic: AnyTopic): readonly MessageHandler[] {
    return this.groups.get(group)?.get(topic) ?? [];
  }
}
