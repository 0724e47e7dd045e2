import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { originOf } from './command-call.js';
import { todayInNewYork } from './read.commands.js';
import { runCommand } from './run-command.js';

const JOB = '01a204d5-04d1-7da7-93c9-c54026f2cd79';
const RANGE = ['2024-03-01', '2024-03-28'];

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const json = (response: ServerResponse, status: number, body: unknown): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const page: Answer = (_request, response) =>
  void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>');

describe('the command line', () => {
  let server: Server;
  let answer: Answer;
  let asked: IncomingMessage[];
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ewi-command-'));
    server = createServer((request, response) => {
      asked.push(request);
      request.resume().once('end', () => answer(request, response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    asked = [];
    answer = (_request, response) => json(response, 500, {});
  });

  async function run(
    parameters: readonly string[],
    { key = '', signal = new AbortController().signal }: { key?: string; signal?: AbortSignal } = {},
  ): Promise<{ code: number; out: string; said: string }> {
    let [out, said] = ['', ''];
    const code = await runCommand(parameters, {
      terminal: { out: (text) => void (out += text), say: (text) => void (said += text), watched: false },
      environment: { EWI_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, EWI_API_KEY: key },
      signal,
    });
    return { code, out, said };
  }

  it('takes an empty key or address for none', async () => {
    await run(['composition', '2024-03-01']);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(originOf('')).toBe('http://localhost:8000');
  });

  it.each(['line\nbreak', 'schlüssel', 'a blank'])('ends with 4 for a key that no header takes: %j', async (key) => {
    const { code, said } = await run(['follow'], { key });
    expect([code, said]).toEqual([4, expect.stringContaining('EWI_API_KEY holds')]);
    expect(asked).toEqual([]);
  });

  it.each([
    ['composition', ['composition'], 3],
    ['build', ['build', ...RANGE], 3],
    ['import', ['import', 'package.json', '--kind', 'stocks'], 1],
    ['follow', ['follow'], 1],
  ])('%s says so where something else than the gateway answers', async (_name, parameters, expected) => {
    answer = page;
    const { code, said } = await run(parameters);
    expect([code, said]).toEqual([expected, expect.stringContaining('Is this the address of the gateway?')]);
  });

  it.each([
    ['composition', ['composition', '2024-03-01', '2024-03-28']],
    ['follow', ['follow', '2024-03-28']],
  ])('%s refuses a word too much', async (_name, parameters) => {
    const { code, said } = await run(parameters);
    expect([code, said]).toEqual([2, expect.stringContaining('2024-03-28 is too much.')]);
  });

  it('asks for the day of the exchange, which is the latest that there is', () => {
    expect(todayInNewYork(new Date('2026-11-24T02:00:00Z'))).toBe('2026-11-23');
  });

  it('shows renames, gaps and that prices are not real', async () => {
    answer = (_request, response) =>
      json(response, 200, {
        ...{ index: 'top100-equal', start_date: RANGE[0], end_date: RANGE[1], next_cursor: null },
        gaps: [{ date: '2024-03-05', status: 'missing', reasons: ['no prices'] }],
        data: [{ date: '2024-03-04', entered: [], exited: [], renamed: [{ ticker: 'FB', new_ticker: 'META' }] }],
        data_source: 'simulated market, not real prices',
      });
    const { code, out, said } = await run(['changes', ...RANGE]);
    expect(code).toBe(0);
    expect(out).toMatch(/^2024-03-04 +renamed +FB .* META$/m);
    expect(said).toBe('2024-03-05 is missing: no prices\nFrom a simulated market, not real prices.\n');
  });

  describe('with a job', () => {
    const job = (response: ServerResponse, status: string, result: unknown = null): void =>
      json(response, 200, { job_id: JOB, status, progress: 0, result });
    const ordered: Answer = (_request, response) => json(response, 202, { job_id: JOB, status: 'queued' });

    it('ends with 130 when it is stopped, and says that the job goes on', async () => {
      const stop = new AbortController();
      answer = (request, response) => {
        if (request.method === 'POST') return ordered(request, response);
        job(response, 'running');
        stop.abort();
      };
      const { code, said } = await run(['export', ...RANGE], { signal: stop.signal });
      expect([code, said]).toEqual([130, expect.stringContaining(`The job goes on: http://127.0.0.1`)]);
      expect(said).toContain(`/v1/jobs/${JOB}\nStopped.\n`);
    });

    it('waits on while a limit is reached, or a proxy does not reach the gateway', async () => {
      const refusals = [429, 502, 503, 504];
      answer = (request, response) => {
        if (request.method === 'POST') return ordered(request, response);
        const status = refusals.shift();
        if (status === undefined) job(response, 'succeeded', { sessions: 20, level: 1000 });
        else response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Later</html>');
      };
      expect(await run(['build', ...RANGE])).toMatchObject({ code: 0, out: expect.stringContaining('Built: 20') });
    });

    it('orders no workbook that could not be written', async () => {
      const { code, said } = await run(['export', ...RANGE, '--output', join(folder, 'nowhere', 'a.xlsx')]);
      expect([code, said]).toEqual([2, expect.stringContaining('lies in a folder that is not there')]);
      expect(asked).toEqual([]);
    });

    const workbook: Answer = (request, response) => {
      if (request.method === 'POST') return ordered(request, response);
      if (request.url?.startsWith('/v1/jobs') === true)
        return job(response, 'succeeded', { download_url: '/v1/exports/1' });
      response.writeHead(200, { 'content-length': 1_000_000 }).write(Buffer.alloc(100_000));
    };

    it('leaves no half of a workbook', async () => {
      const file = join(folder, 'half.xlsx');
      const stop = new AbortController();
      answer = workbook;
      const begun = setInterval(() => {
        if (existsSync(file)) stop.abort();
      }, 10);
      const { code } = await run(['export', ...RANGE, '--output', file], { signal: stop.signal });
      clearInterval(begun);
      expect([code, existsSync(file)]).toEqual([130, false]);
    });

    it('says what cannot be written', async () => {
      answer = workbook;
      const { code, said } = await run(['export', ...RANGE, '--output', folder]);
      expect([code, said]).toEqual([1, expect.stringContaining('EISDIR')]);
    });
  });
});
