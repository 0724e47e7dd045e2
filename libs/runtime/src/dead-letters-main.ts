/**
 * Lists and brings back messages that could not be processed: `npm run dlq -- list|replay TOPIC [LIMIT]`. The store of a
 * standalone process belongs to that process; stop it first.
 */
import { runDeadLetterCommand } from '#messaging/dead-letters-main';
import { runProgram } from './run-program.js';

await runProgram(({ stream }) => runDeadLetterCommand(stream, process.argv.slice(2), process.stdout));
