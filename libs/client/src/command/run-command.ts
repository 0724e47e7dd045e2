import { whyNotConnected } from '../connection-error.js';
import { createIndexClient, GatewayProblem } from '../index-client.js';
import { isFileError, keyOf, originOf, parseCall, WrongCall } from './command-call.js';
import type { Command } from './command-call.js';
import { followCommand } from './follow.command.js';
import { importCommand } from './import.command.js';
import { buildCommand, exportCommand } from './job.commands.js';
import { changesCommand, compositionCommand, performanceCommand } from './read.commands.js';
import { clearBar } from './terminal.js';
import type { Terminal } from './terminal.js';

const commands: Readonly<Record<string, Command>> = {
  build: buildCommand,
  performance: performanceCommand,
  composition: compositionCommand,
  changes: changesCommand,
  export: exportCommand,
  import: importCommand,
  follow: followCommand,
};

/** What the process ends with. */
export const ExitCode = {
  done: 0,
  /** The gateway said no, or the job failed. */
  refused: 1,
  wrongCall: 2,
  /** Nothing answered, or the gateway is not ready. */
  unreachable: 3,
  /** The key is missing, wrong, or does not allow it. */
  notAllowed: 4,
  /** Ended by Ctrl-C before it was done, as shells number it. */
  stopped: 130,
} as const;

/** Of the gateway while it starts, and of a proxy that does not reach it. */
const UNREACHABLE_STATUSES: readonly number[] = [502, 503, 504];

export interface Surroundings {
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the person has had enough. */
  readonly signal: AbortSignal;
}

/** The whole of a command line, without the name of the program. Resolves with the exit code. */
export async function runCommand(parameters: readonly string[], surroundings: Surroundings): Promise<number> {
  const { terminal, environment, signal } = surroundings;
  const [name = 'help', ...rest] = parameters;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    const asked = ['help', '--help', '-h'].includes(name);
    (asked ? terminal.out : terminal.say)(`${asked ? '' : `There is no command ${name}.\n`}${overview()}`);
    return asked ? ExitCode.done : ExitCode.wrongCall;
  }
  try {
    const { words, values } = parseCall(command, rest);
    if (values['help'] === true) {
      terminal.out(`${usageOf(name, command)}\n\n${command.summary}\n`);
      return ExitCode.done;
    }
    const url = originOf(textOf(values['url']) ?? environment['EWI_URL']);
    const key = keyOf(environment['EWI_API_KEY']);
    const client = createIndexClient({ url, key });
    const option = (asked: string): string | undefined => textOf(values[asked]);
    await command.run({ client, url, key, words, json: values['json'] === true, terminal, signal, option });
    return ExitCode.done;
  } catch (error) {
    clearBar(terminal);
    return explain(error, usageOf(name, command), terminal, signal);
  }
}

function explain(error: unknown, usage: string, terminal: Terminal, signal: AbortSignal): number {
  if (signal.aborted) {
    terminal.say('Stopped.\n');
    return ExitCode.stopped;
  }
  if (error instanceof WrongCall) {
    terminal.say(`${error.message}\n${usage}\n`);
    return ExitCode.wrongCall;
  }
  if (error instanceof GatewayProblem) {
    terminal.say(`${error.message}\n`);
    const { status } = error.problem;
    if (status === 401 || status === 403) return ExitCode.notAllowed;
    return UNREACHABLE_STATUSES.includes(status) ? ExitCode.unreachable : ExitCode.refused;
  }
  if (error instanceof TypeError) {
    const why = whyNotConnected(error);
    terminal.say(`The gateway does not answer (${why}). Start it with npm start, or name it with --url.\n`);
    return ExitCode.unreachable;
  }
  if (isFileError(error)) {
    terminal.say(`${error.message}\n`);
    return ExitCode.refused;
  }
  throw error;
}

function textOf(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function usageOf(name: string, command: Command): string {
  return `Usage: equal-weighted-index ${name} ${command.usage} [--url URL] [--json]`;
}

function overview(): string {
  const lines = Object.entries(commands).map(
    ([name, { usage, summary }]) => `  ${`${name} ${usage}`}\n      ${summary}\n`,
  );
  return [
    'Usage: equal-weighted-index COMMAND …\n\n',
    ...lines,
    '\n  --url URL   the gateway; else EWI_URL, else http://localhost:8000\n',
    '  --json      results as JSON\n',
    '  EWI_API_KEY in the environment is the key, where one is needed.\n',
    '\nExit codes: 0 done, 1 refused or failed, 2 wrong call, 3 no answer, 4 key missing or not sufficient, 130 stopped.\n',
  ].join('');
}
