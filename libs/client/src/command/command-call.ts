import { parseArgs } from 'node:util';
import { DEFAULT_URL, GatewayProblem } from '../index-client.js';
import type { IndexClient } from '../index-client.js';
import type { Terminal } from './terminal.js';

/** The call itself is wrong: which word, and how it is done. */
export class WrongCall extends Error {}

/** A file cannot be read or written. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'code' in error && 'syscall' in error;
}

/** What every command takes beside its own options. */
const common = {
  url: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export type OptionKinds = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;

export interface CommandCall {
  readonly client: IndexClient;
  readonly url: string;
  readonly key: string | undefined;
  readonly words: readonly string[];
  /** Whether results are to be JSON. */
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  option(name: string): string | undefined;
}

export interface Command {
  /** The words and options after its name, as shown to people. */
  readonly usage: string;
  readonly summary: string;
  readonly options?: OptionKinds;
  run(call: CommandCall): Promise<void>;
}

export interface ParsedCall {
  readonly words: string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
}

/** Throws `WrongCall` for options that the command does not have. */
export function parseCall(command: Command, parameters: readonly string[]): ParsedCall {
  try {
    const { values, positionals } = parseArgs({
      args: [...parameters],
      allowPositionals: true,
      options: { ...common, ...command.options },
    });
    return { words: positionals, values };
  } catch (error) {
    throw new WrongCall(error instanceof Error ? error.message : String(error));
  }
}

/** The origin of the gateway, from --url, else from the environment, else the local one. What is empty counts as not given. */
export function originOf(url: string | undefined): string {
  const text = url === undefined || url === '' ? DEFAULT_URL : url;
  const parsed = URL.canParse(text) ? new URL(text) : null;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw new WrongCall(`${text} is no address of a gateway: give one such as ${DEFAULT_URL}.`);
  }
  return parsed.origin;
}

/** The key of the environment, undefined where there is none; what is empty counts as not given. */
export function keyOf(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new GatewayProblem({
    type: 'about:blank',
    title: 'The key cannot be sent',
    status: 401,
    detail: 'EWI_API_KEY holds blanks, line breaks or other characters that no key has: give the key as it was shown.',
  });
}

/** The words of a call that must be there, by name. */
export function requiredWords(call: CommandCall, ...names: readonly string[]): string[] {
  const missing = names.slice(call.words.length);
  if (missing.length > 0) throw new WrongCall(`${missing.join(' and ')} is missing.`);
  if (call.words.length > names.length) throw new WrongCall(`${call.words.slice(names.length).join(' ')} is too much.`);
  return [...call.words];
}
