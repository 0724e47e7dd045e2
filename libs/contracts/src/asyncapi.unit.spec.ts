import { asyncApiDocument } from './asyncapi.js';
import { declaredTopics, Topic } from './topics.js';

const document = asyncApiDocument({ title: 'Index events', version: '0.1.0' });

test('describes every declared topic and no other', () => {
  const channels = document['channels'] as Record<string, { address: string }>;
  expect(Object.keys(channels).sort()).toEqual(declaredTopics.map(({ topic }) => topic as string).sort());
});

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1] as string);
  expect(references.length).toBeGreaterThan(3 * Object.values(Topic).length);
  for (const reference of references) {
    const target = reference
      .split('/')
      .reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], document);
    expect([reference, typeof target]).toEqual([reference, 'object']);
  }
});

test('the bodies are those of the codec, open to new fields', () => {
  const { schemas } = document['components'] as { schemas: Record<string, Record<string, unknown>> };
  expect(schemas[Topic.exportCompleted]).toMatchObject({
    type: 'object',
    required: ['job_id', 'export_id', 'file_name', 'bytes', 'sha256'],
  });
  expect(schemas[Topic.exportCompleted]).not.toHaveProperty('additionalProperties');
});
