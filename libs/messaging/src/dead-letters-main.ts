import { sourceTopic } from '#contracts/codec';
import { deadLetterTopic, type DeadLetterTopic, type Topic } from '#contracts/topics';
import { ApplicationError } from '#domain/errors';
import { listDeadLetters, replayDeadLetters, type DeadLetterStream } from './dead-letters.js';

const USAGE = 'dlq list|replay TOPIC [LIMIT]   (TOPIC with or without .dlq; LIMIT 1 to 10000, 100 unless said)';
const DEFAULT_LIMIT = 100;
const MAXIMUM_LIMIT = 10_000;

interface Command {
  readonly action: 'list' | 'replay';
  readonly topic: DeadLetterTopic;
  readonly limit: number;
}

/**
 * `list` writes one JSON line per dead letter, `replay` republishes them and writes the same lines; both end with a count.
 * `argv` is what follows the program's name. Returns the exit code; wrong arguments are 2.
 */
export async function runDeadLetterCommand(
  stream: DeadLetterStream,
  argv: readonly string[],
  output: { write(text: string): unknown },
): Promise<number> {
  let command: Command;
  try {
    command = parse(argv);
  } catch (error) {
    output.write(`${(error as Error).message}\n${USAGE}\n`);
    return 2;
  }
  const { action, topic, limit } = command;
  const letters = await (action === 'list' ? listDeadLetters : replayDeadLetters)(stream, topic, limit);
  for (const letter of letters) output.write(`${JSON.stringify(letter)}\n`);
  output.write(`${letters.length} dead letter(s) of ${topic} ${action === 'list' ? 'listed' : 'replayed'}\n`);
  return 0;
}

function parse(argv: readonly string[]): Command {
  const [action, topic, limitText, ...rest] = argv;
  if (action !== 'list' && action !== 'replay') throw usageError(`Action "${action ?? ''}" is unknown.`);
  if (topic === undefined) throw usageError('TOPIC is missing.');
  if (rest.length > 0) throw usageError(`"${rest.join(' ')}" is too much.`);
  const limit = limitText === undefined ? DEFAULT_LIMIT : Number(limitText);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAXIMUM_LIMIT) {
    throw usageError(`LIMIT "${limitText ?? ''}" is not a whole number from 1 to ${MAXIMUM_LIMIT}.`);
  }
  return { action, topic: deadLetterTopic(sourceTopic(topic as Topic | DeadLetterTopic)), limit };
}

const usageError = (message: string): ApplicationError => new ApplicationError('arguments_invalid', message);
