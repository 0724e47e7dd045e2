import { parseArgs } from 'node:util';
import { DEFAULT_URL } from '../index-client.js';
import type { IndexClient } from '../index-client.js';
import type { Terminal } from './terminal.js';

/** The call itself is wrong: which word, and how it is done. */
export class WrongCall extends Error {}

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

/** The origin of the gateway, from --url, else from the environment, else the local one. */
export function originOf(url: string | undefined): string {
  const text = url ?? DEFAULT_URL;
  const parsed = URL.canParse(text) ? new URL(text) : null;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw new WrongCall(`${text} is no address of a gateway: give one such as ${DEFAULT_URL}.`);
  }
  return parsed.origin;
}

/** The words of a call that must be there, by name. */
export function requiredWords(call: CommandCall, ...names: readonly string[]): string[] {
  const missing = names.slice(call.words.length);
  if (missing.length > 0) throw new WrongCall(`${missing.join(' and ')} is missing.`);
  if (call.words.length > names.length) throw new WrongCall(`${call.words.slice(names.length).join(' ')} is too much.`);
  return [...call.words];
}
