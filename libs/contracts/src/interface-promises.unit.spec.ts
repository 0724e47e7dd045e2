import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentPromises } from './current-promises.js';
import { brokenPromises, promisesOf } from './interface-promises.js';
import type { DescribedInterface } from './interface-promises.js';

const jobs = (answer: object, parameters: object[] = []): string[] =>
  promisesOf({
    paths: {
      '/jobs': { get: { parameters, responses: { 200: { content: { 'application/json': { schema: answer } } } } } },
    },
  } as DescribedInterface);

const answer = {
  type: 'object',
  properties: { id: { type: 'string' }, done: { anyOf: [{ type: 'number' }, { type: 'null' }] } },
  required: ['id', 'done'],
};

describe('the interface', () => {
  it('keeps every promise of the last release', () => {
    const folder = join(process.cwd(), 'docs/interface');
    const versions = readdirSync(folder).filter((name) => name.endsWith('.txt'));
    const last = versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) ?? '';
    const released = readFileSync(join(folder, last), 'utf8').trim().split('\n');
    expect(released.length).toBeGreaterThan(500);
    expect(brokenPromises(released, currentPromises())).toEqual([]);
  });
});

describe('promises', () => {
  it('are one line each', () => {
    expect(jobs(answer, [{ name: 'kind', in: 'query', required: true, schema: { enum: ['a', 'b'] } }])).toEqual([
      'gives GET /jobs 200 application/json',
      'gives GET /jobs 200 application/json .done: number',
      'gives GET /jobs 200 application/json .id: string',
      'needs GET /jobs query.kind',
      'nulls GET /jobs 200 application/json .done',
      'offers GET /jobs',
      'takes GET /jobs query.kind: "a"',
      'takes GET /jobs query.kind: "b"',
    ]);
  });

  it.each([
    ['a field that is gone', { ...answer, properties: { done: answer.properties.done }, required: ['done'] }, 1],
    ['a field of another type', { ...answer, properties: { ...answer.properties, id: { type: 'integer' } } }, 1],
    ['a field that may be absent', { ...answer, required: ['id'] }, 1],
    [
      'a field that may be null',
      { ...answer, properties: { ...answer.properties, id: { type: ['string', 'null'] } } },
      1,
    ],
    ['a field more', { ...answer, properties: { ...answer.properties, more: { type: ['string', 'null'] } } }, 0],
  ])('count %s', (_change, changed, breaks) => {
    expect(brokenPromises(jobs(answer), jobs(changed))).toHaveLength(breaks);
  });

  it('break when something more is needed, or a value less is taken; not when more may be sent', () => {
    const kind = (values: string[], required: boolean) => [
      { name: 'kind', in: 'query', required, schema: { enum: values } },
    ];
    const before = jobs(answer, kind(['a', 'b'], false));
    expect(brokenPromises(before, jobs(answer, kind(['a', 'b'], true)))).toEqual(['new: needs GET /jobs query.kind']);
    expect(brokenPromises(before, jobs(answer, kind(['a'], false)))).toEqual([
      'no longer: takes GET /jobs query.kind: "b"',
    ]);
    expect(brokenPromises(before, jobs(answer, kind(['a', 'b', 'c'], false)))).toEqual([]);
    expect(brokenPromises(before, [])).toContain('no longer: offers GET /jobs');
  });
});
