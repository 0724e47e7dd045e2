import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { problemKinds } from '#contracts/api/problem.schema';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { DataRevisions } from '../answers/data-revision.js';

let gateway: GatewayApp;
const server = () => request(gateway.app.getHttpServer());

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

interface ProblemBody {
  readonly type: string;
  readonly detail: string;
  readonly errors: readonly { parameter?: string; pointer?: string; value?: unknown; message: string }[];
}

function expectProblem(answer: request.Response, status: number, type: string): ProblemBody {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.body).toMatchObject({
    type: `/problems/${type}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    instance: expect.stringMatching(/^\//),
    request_id: answer.headers['x-request-id'],
  });
  expect(answer.text).not.toMatch(/\bat .*:\d+:\d+/);
  return answer.body as ProblemBody;
}

const RANGE = 'start_date=2023-01-01&end_date=2023-01-31';

describe.each(['/index-performance', '/composition-changes', '/v1/index-performance', '/v1/composition-changes'])(
  'GET %s',
  (path) => {
    it.each([
      ['a missing date', 'end_date=2023-01-31', 'start_date', 'is missing'],
      ['no dates at all', '', 'end_date', 'is missing'],
      [
        'a day that does not exist',
        'start_date=2023-02-30&end_date=2023-03-01',
        'start_date',
        'not a day of the calendar',
      ],
      ['another form of date', 'start_date=2023-1-5&end_date=2023-03-01', 'start_date', 'YYYY-MM-DD'],
      ['the year 0', 'start_date=0000-01-01&end_date=0000-01-02', 'start_date', 'from 1900 to 2199'],
      ['an empty date', 'start_date=&end_date=2023-03-01', 'start_date', 'not a day of the calendar'],
      ['start after end', 'start_date=2023-02-01&end_date=2023-01-01', 'start_date', 'is after end_date 2023-01-01'],
      ['a range of 3,661 days', 'start_date=2010-01-01&end_date=2020-01-09', 'end_date', 'at most 3660 days'],
      ['an instant without a zone', `${RANGE}&as_known_at=2023-02-01T12:00:00`, 'as_known_at', 'with its zone'],
      ['a day for an instant', `${RANGE}&as_known_at=2023-02-01`, 'as_known_at', 'is not an instant'],
      ['an instant with a bare plus', `${RANGE}&as_known_at=2023-02-01T12:00:00+01:00`, 'as_known_at', '%2B'],
      ['an instant of the year 0', `${RANGE}&as_known_at=0000-01-01T00:00:00%2B23:00`, 'as_known_at', 'is before 1900'],
      ['an unknown parameter', `${RANGE}&colour=red`, 'colour', 'is not known'],
      ['a parameter with brackets', `${RANGE}&start_date[]=2023-01-01`, 'start_date[]', 'is not known'],
      ['a prototype name', `${RANGE}&__proto__=1`, '__proto__', 'is not known'],
      ['a repeated parameter', `${RANGE}&start_date=2023-01-02`, 'start_date', 'is given 2 times'],
      ['a limit of 0', `${RANGE}&limit=0`, 'limit', '1 to 10000'],
      ['a limit of 10,001', `${RANGE}&limit=10001`, 'limit', '1 to 10000'],
      ['a limit that is no number', `${RANGE}&limit=1e3`, 'limit', '1 to 10000'],
      ['a foreign cursor', `${RANGE}&cursor=bm9uc2Vuc2U`, 'cursor', 'is not a cursor of ours'],
      ['an empty cursor', `${RANGE}&cursor=`, 'cursor', 'is empty'],
      ['a long cursor', `${RANGE}&cursor=${'x'.repeat(300)}`, 'cursor', 'is not a cursor of ours'],
    ])('answers 400 for %s, naming it', async (_, query, parameter, message) => {
      const body = expectProblem(await server().get(`${path}?${query}`), 400, 'invalid-request');
      const error = body.errors.find((candidate) => candidate.parameter === parameter);
      expect(error?.message).toContain(message);
      expect(body.detail).toContain(parameter);
    });

    it('takes a range of 3,660 days', async () => {
      expectProblem(await server().get(`${path}?start_date=2010-01-01&end_date=2020-01-08`), 404, 'index-not-built');
    });
  },
);

describe('GET /index-composition', () => {
  it.each([
    ['a missing date', '', 'date', 'is missing'],
    ['a day that does not exist', 'date=2023-02-30', 'date', 'not a day of the calendar'],
    ['a strange flag', 'date=2023-01-13&exact=yes', 'exact', 'true or false'],
    ['a repeated date', 'date=2023-01-13&date=2023-01-14', 'date', 'is given 2 times'],
    ['the parameters of others', 'date=2023-01-13&limit=1', 'limit', 'is not known'],
  ])('answers 400 for %s', async (_, query, parameter, message) => {
    const body = expectProblem(await server().get(`/index-composition?${query}`), 400, 'invalid-request');
    expect(body.errors.find((candidate) => candidate.parameter === parameter)?.message).toContain(message);
  });
});

describe.each(['/build-index', '/export-data', '/v1/build-index', '/v1/export-data'])('POST %s', (path) => {
  const range = { start_date: '2023-01-01', end_date: '2023-01-31' };

  it.each([
    ['an unknown member', { ...range, colour: 'red' }, '/colour', 'is not known'],
    ['a missing date', { start_date: '2023-01-01' }, '/end_date', 'is missing'],
    ['a number for a date', { ...range, end_date: 20230131 }, '/end_date', 'must be text'],
    ['null for a date', { ...range, end_date: null }, '/end_date', 'must be text'],
    ['a day that does not exist', { ...range, start_date: '2022-02-29' }, '/start_date', 'not a day of the calendar'],
    ['start after end', { start_date: '2023-02-01', end_date: '2023-01-31' }, '/start_date', 'is after end_date'],
    ['a range over the cap', { start_date: '2000-01-01', end_date: '2023-01-31' }, '/end_date', 'at most 3660 days'],
    ['an array', [range], '', 'must be a JSON object'],
  ])('answers 400 for %s, pointing at it', async (_, sent, pointer, message) => {
    const body = expectProblem(await server().post(path).send(sent), 400, 'invalid-request');
    expect(body.errors.find((candidate) => candidate.pointer === pointer)?.message).toContain(message);
  });

  it('answers 400 for a body that is empty, broken or no object', async () => {
    const empty = expectProblem(await server().post(path), 400, 'invalid-request');
    expect(empty.errors.map(({ pointer }) => pointer)).toEqual(['/start_date', '/end_date']);
    for (const text of ['{"start_date":', 'null', '"2023"', '17', '', '{"a":1}{}']) {
      const broken = await server().post(path).set('Content-Type', 'application/json').send(text);
      const body = expectProblem(broken, 400, 'invalid-request');
      if (text !== '') expect(body.detail).toContain('not a valid JSON object');
    }
    const prototype = await server()
      .post(path)
      .set('Content-Type', 'application/json')
      .send('{"__proto__":{"x":1},"start_date":"2023-01-01","end_date":"2023-01-02"}');
    expectProblem(prototype, 400, 'invalid-request');
  });

  it('answers 413 over 100 KB, 415 for what is no JSON, 400 for query parameters', async () => {
    expectProblem(
      await server()
        .post(path)
        .send({ ...range, x: 'x'.repeat(110_000) }),
      413,
      'body-too-large',
    );
    expectProblem(await server().post(path).type('form').send(range), 415, 'unsupported-media-type');
    const latin = await server()
      .post(path)
      .set('Content-Type', 'application/json; charset=klingon')
      .send(JSON.stringify(range));
    expectProblem(latin, 415, 'unsupported-media-type');
    expectProblem(await server().post(`${path}?x=1`).send(range), 400, 'invalid-request');
  });
});

describe('any other request', () => {
  it('is answered with a problem when the path is not there, or malformed', async () => {
    const body = expectProblem(await server().get('/nowhere?secret=1'), 404, 'not-found');
    expect(body).toMatchObject({ instance: '/nowhere' });
    expect(body.detail).not.toContain('secret');
    expectProblem(await server().post('/v1/nowhere').send({}), 404, 'not-found');
    expectProblem(await server().get('/v1/jobs/%E0%A4%A'), 400, 'invalid-request');
    expectProblem(await server().get('/assets/..%2findex.html'), 404, 'not-found');
    expectProblem(await server().get('/assets/passwd'), 404, 'not-found');
  });

  it.each([
    ['GET', '/build-index', 'POST, OPTIONS'],
    ['DELETE', '/index-performance', 'GET, HEAD, OPTIONS'],
    ['PUT', '/v1/jobs/019a9c3e-5f00-7abc-8def-0123456789ab', 'GET, HEAD, DELETE, OPTIONS'],
    ['GET', '/v1/imports', 'POST, OPTIONS'],
    ['GET', '/v1/acquisitions', 'POST, OPTIONS'],
    ['PUT', '/v1/quality/decisions', 'POST, GET, HEAD, OPTIONS'],
    ['PATCH', '/openapi.json', 'GET, HEAD, OPTIONS'],
  ])('%s %s is answered 405 with Allow: %s', async (method, path, allow) => {
    const answer = await server()[method.toLowerCase() as 'get'](path);
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers['allow']).toBe(allow);
    const options = await server().options(path).expect(204);
    expect(options.headers['allow']).toBe(allow);
    expect(options.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('tells nothing of an error of ours but the request id', async () => {
    const revisions = gateway.get(DataRevisions);
    const read = revisions.read.bind(revisions);
    revisions.read = () => Promise.reject(new Error('password=secret'));
    const answer = await server().get(`/index-performance?${RANGE}`);
    revisions.read = read;
    expectProblem(answer, 500, 'internal-error');
    expect(answer.text).not.toContain('secret');
  });

  it('carries strict headers and no trace of the framework', async () => {
    for (const path of ['/', '/nowhere', '/openapi.json']) {
      const { headers } = await server().get(path);
      expect(headers['content-security-policy']).toBe(
        "default-src 'none';script-src 'self';style-src 'self';img-src 'self';connect-src 'self';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      );
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('survives a request that is no HTTP', async () => {
    const { port } = gateway.app.getHttpServer().address() as AddressInfo;
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('GARBAGE\r\n\r\n'));
      socket.on('data', () => undefined);
      socket.on('close', () => resolve());
    });
    await server().get('/openapi.json').expect(200);
  });
});

describe('GET /problems/{kind}', () => {
  it.each(Object.keys(problemKinds))('explains %s', async (kind) => {
    const { body } = await server().get(`/problems/${kind}`).expect(200);
    expect(body.type).toBe(`/problems/${kind}`);
  });
  it('answers 404 for another kind', async () => {
    expectProblem(await server().get('/problems/toString'), 404, 'not-found');
  });
});
