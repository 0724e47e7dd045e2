import { followEvents } from '../event-follower.js';
import { requiredWords } from './command-call.js';
import type { Command } from './command-call.js';

export const followCommand: Command = {
  usage: '[--after PLACE|start] [--topics TOPIC,…] [--index ID]',
  summary:
    'Prints events as they happen, one JSON text per line, until it is stopped; goes on by itself after an interruption.',
  options: { after: { type: 'string' }, topics: { type: 'string' }, index: { type: 'string' } },
  run: async (call) => {
    requiredWords(call);
    const topics = call
      .option('topics')
      ?.split(',')
      .filter((topic) => topic !== '');
    const events = followEvents({
      url: call.url,
      key: call.key,
      after: call.option('after'),
      topics,
      indexId: call.option('index'),
      signal: call.signal,
      onReconnect: (reason) => call.terminal.say(`Connecting again: ${reason}.\n`),
    });
    for await (const { event } of events) call.terminal.out(`${JSON.stringify(event)}\n`);
  },
};
