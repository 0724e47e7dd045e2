#!/usr/bin/env node
import { runCommand } from './command/run-command.js';

const stop = new AbortController();
// The first time what is begun is ended in order; a second time the process ends at once.
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());
// A reader that has seen enough (`| head`) is no failure.
for (const output of [process.stdout, process.stderr]) output.on('error', () => process.exit(0));

process.exitCode = await runCommand(process.argv.slice(2), {
  terminal: {
    out: (text) => void process.stdout.write(text),
    say: (text) => void process.stderr.write(text),
    watched: process.stderr.isTTY === true,
  },
  environment: process.env,
  signal: stop.signal,
});
