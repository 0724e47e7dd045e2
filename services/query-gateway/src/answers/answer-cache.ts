import { Inject, Injectable } from '@nestjs/common';
import type { Cache } from '#cache/cache';
import { SingleFlight } from '#cache/single-flight';
import type { Format } from '#contracts/api/representation.schema';
import { CACHE } from '#runtime/tokens';
import { answerForm } from './answer-form.js';
import { compress } from './compression.js';
import { pack, unpack } from './stored-answer.js';
import type { Encoding, StoredAnswer } from './stored-answer.js';

/** A key holds the data revision, so entries never become wrong, only useless; this is how long they may lie around. */
const TTL_SECONDS = 24 * 60 * 60;

/**
 * Answers as bytes, made once per data revision and encoding, however many ask at the same time. Problems are not cached.
 */
@Injectable()
export class AnswerCache {
  private readonly flights = new SingleFlight<StoredAnswer>();

  constructor(@Inject(CACHE) private readonly cache: Cache) {}

  /** The answer of `question` (operation and canonical query, revision included) in `format`, made by `make` if need be. */
  plain(question: string, format: Format, make: () => Promise<StoredAnswer>): Promise<StoredAnswer> {
    return this.stored(keyOf(question, format, 'identity'), make);
  }

  /** `answer` in another encoding. */
  encoded(question: string, format: Format, answer: StoredAnswer, encoding: Encoding): Promise<StoredAnswer> {
    if (encoding === 'identity') return Promise.resolve(answer);
    return this.stored(keyOf(question, format, encoding), async () => ({
      ...answer,
      body: await compress(answer.body, encoding),
    }));
  }

  private stored(key: string, make: () => Promise<StoredAnswer>): Promise<StoredAnswer> {
    return this.flights.run(key, async () => {
      const bytes = await this.cache.get(key);
      const known = bytes === null ? null : unpack(bytes);
      if (known !== null) return known;
      const answer = await make();
      await this.cache.set(key, pack(answer), TTL_SECONDS);
      return answer;
    });
  }
}

function keyOf(question: string, format: Format, encoding: Encoding): string {
  return `answer:${answerForm()}:${format}:${encoding}:${question}`;
}
