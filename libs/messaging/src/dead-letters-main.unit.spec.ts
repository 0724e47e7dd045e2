import type { StreamMessage } from './event-stream.js';
import type { DeadLetterStream } from './dead-letters.js';
import { runDeadLetterCommand } from './dead-letters-main.js';

/** A stream of three dead letters in memory. */
function memoryStream(): DeadLetterStream & { published: StreamMessage[] } {
  const letters = ['1', '2', '3'].map((offset) => ({
    topic: 'export.requested.dlq' as const,
    key: 'key',
    headers: {
      ce_id: `id-${offset}`,
      'x-error': 'boom',
      'x-group': 'export',
      'x-attempts': '5',
      'x-source-topic': 'export.requested',
    },
    body: '{}',
    partition: 0,
    offset,
  }));
  const published: StreamMessage[] = [];
  return {
    published,
    publish: (messages) => Promise.resolve(void published.push(...messages)),
    readDeadLetters: (topic, limit) => Promise.resolve(topic === 'export.requested.dlq' ? letters.slice(0, limit) : []),
    markReplayed: (messages) => Promise.resolve(void letters.splice(0, messages.length)),
  };
}

async function run(stream: DeadLetterStream, ...argv: string[]): Promise<{ code: number; lines: string[] }> {
  let text = '';
  const code = await runDeadLetterCommand(stream, argv, { write: (piece) => (text += piece) });
  return { code, lines: text.trimEnd().split('\n') };
}

test('lists without touching, replays without the failure headers, and says how many', async () => {
  const stream = memoryStream();
  const listed = await run(stream, 'list', 'export.requested', '2');
  expect(listed.code).toBe(0);
  expect(listed.lines).toHaveLength(3);
  expect(JSON.parse(listed.lines[0] as string)).toMatchObject({
    eventId: 'id-1',
    error: 'boom',
    group: 'export',
    attempts: 5,
  });
  expect(listed.lines[2]).toBe('2 dead letter(s) of export.requested.dlq listed');
  expect(stream.published).toEqual([]);

  expect((await run(stream, 'replay', 'export.requested.dlq')).lines.at(-1)).toBe(
    '3 dead letter(s) of export.requested.dlq replayed',
  );
  expect(stream.published).toHaveLength(3);
  expect(stream.published[0]).toEqual({
    topic: 'export.requested',
    key: 'key',
    headers: { ce_id: 'id-1' },
    body: '{}',
  });
  expect((await run(stream, 'list', 'export.requested')).lines).toEqual([
    '0 dead letter(s) of export.requested.dlq listed',
  ]);
});

test.each([
  [[], /Action "" is unknown/],
  [['remove', 'export.requested'], /Action "remove" is unknown/],
  [['list'], /TOPIC is missing/],
  [['list', 'nothing.such'], /"nothing.such" is not declared/],
  [['list', 'export.requested', '0'], /LIMIT "0"/],
  [['list', 'export.requested', '5', 'more'], /"more" is too much/],
])('refuses %j and shows how it is used', async (argv, reason) => {
  const { code, lines } = await run(memoryStream(), ...argv);
  expect(code).toBe(2);
  expect(lines[0]).toMatch(reason);
  expect(lines[1]).toMatch(/^dlq list\|replay TOPIC/);
});
