import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { runCommand } from './run-command.js';

const JOB = '01a204d5-04d1-7da7-93c9-c54026f2cd79';
const REPORT = {
  ...{ kind: 'prices', rows_read: 1, rows_stored: 1, rows_unchanged: 0, rows_rejected: 0, sessions: 1 },
  ...{ first_session: '2023-01-03', last_session: '2023-01-03' },
};

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'import-script-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function runImport(parameters: string[]): Promise<{ code: number; output: string }> {
  let output = '';
  const note = (text: string): void => void (output += text);
  const code = await runCommand(['import', ...parameters], {
    terminal: { out: note, say: note, watched: false },
    environment: {},
    signal: new AbortController().signal,
  });
  return { code, output };
}

async function fileOf(name: string, content: string | Buffer): Promise<string> {
  const file = join(directory, name);
  await writeFile(file, content);
  return file;
}

async function listening(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('the command import', () => {
  it('goes on asking when connections break while the gateway works', async () => {
    let asked = 0;
    const server = await listening((request, response) => {
      if (request.method === 'POST') {
        request.resume().once('end', () => {
          response.writeHead(202).end(JSON.stringify({ job_id: JOB, status: 'queued', progress: 0 }));
        });
        return;
      }
      asked += 1;
      if (asked === 1) request.socket.destroy();
      else if (asked === 2) response.writeHead(503).end('{"title":"busy"}');
      else response.end(JSON.stringify({ job_id: JOB, status: 'succeeded', result: REPORT }));
    });
    const file = await fileOf('one.csv', 'date,ticker,close,market_cap\n2023-01-03,A,1,2\n');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, output } = await runImport([file, '--url', url]);
    server.close();
    expect(output).toContain('1 rows read: 1 stored');
    expect(code).toBe(0);
  });

  it('sends the files of a directory in the order of their names, with the kind that each shows', async () => {
    const sent: string[] = [];
    const server = await listening((request, response) => {
      if (request.method === 'GET') {
        response.end(JSON.stringify({ job_id: JOB, status: 'succeeded', result: REPORT }));
        return;
      }
      let body = '';
      request.setEncoding('latin1').on('data', (text) => (body += String(text)));
      request.once('end', () => {
        sent.push(`${request.url ?? ''} ${body.slice(0, 6)}`);
        response.writeHead(202).end(JSON.stringify({ job_id: JOB, status: 'queued', progress: 0 }));
      });
    });
    const days = join(directory, 'days', '2023');
    await mkdir(days, { recursive: true });
    const parquet = parquetWriteBuffer({
      columnData: ['date', 'ticker', 'close', 'market_cap'].map((name) => ({ name, data: ['1'] })),
    });
    await fileOf('days/2023/2023-01-13.csv', 'ticker,volume,open,close,high,low,window_start,transactions\n');
    await fileOf('days/2023/2023-01-12.parquet', Buffer.from(parquet));
    await fileOf('days/2023/2023-01-17.csv.gz', gzipSync('date,ticker,close,market_cap\n'));
    await fileOf('days/2023/notes.txt', 'nothing');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, output } = await runImport([join(directory, 'days'), '--url', url]);
    server.close();
    expect(sent.map((request) => request.slice(0, -2))).toEqual([
      '/v1/imports?kind=prices PAR1',
      '/v1/imports?kind=prices tick',
      '/v1/imports?kind=prices \u001f\u008b\b\0',
    ]);
    expect(output).toContain('[3/3] 2023-01-17.csv.gz');
    expect(code).toBe(0);
  });

  it.each([
    ['an empty file', 'empty.csv', '', 1, 'The file is empty'],
    ['an empty gzip file', 'empty.csv.gz', gzipSync(''), 1, 'The file is empty'],
    ['a damaged gzip file', 'damaged.csv.gz', Buffer.from([31, 139, 255, 255, 255]), 1, 'The file cannot be unpacked'],
    ['a binary file', 'binary.csv', Buffer.from([200, 10, 0, 7, 27]), 1, 'The file is no CSV'],
    ['another header', 'other.csv', 'foo,bar\n', 1, 'The header "foo,bar" is of no known kind'],
  ])('refuses %s with the reason', async (_, name, content, expected, reason) => {
    const { code, output } = await runImport([await fileOf(name, content)]);
    expect(output).toContain(reason);
    expect(code).toBe(expected);
  });

  it('says that an address is none', async () => {
    const { code, output } = await runImport(['any.csv', '--url', 'localhost:8000']);
    expect(output).toContain('localhost:8000 is no address of a gateway');
    expect(code).toBe(2);
  });
});
