import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGateway } from './gateway-app.js';
import type { GatewayApp } from './gateway-app.js';
import { changeOf, tell } from './told-events.js';

const CONFIGURATION = 'deploy/nginx/equal-index.conf';

function isInstalled(): boolean {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

// Where it is not installed, it is somebody's own machine; the pipeline has it.
const suite = isInstalled() || process.env['CI'] !== undefined ? describe : describe.skip;

suite('OWASP API8: the gateway behind nginx', () => {
  const directory = mkdtempSync(join(tmpdir(), 'nginx-'));
  const certificate = join(directory, 'index.crt');
  let gateway: GatewayApp;
  let nginx: ChildProcess;
  let ports: { http: number; https: number };
  let log = '';

  beforeAll(async () => {
    gateway = await startGateway('2023-02-03', undefined, {
      callsPerMinuteOfAddress: 3,
      trustedProxies: ['127.0.0.1'],
    });
    ports = { http: await freePort(), https: await freePort() };
    nginx = await startNginx();
  });
  afterAll(async () => {
    if (nginx?.exitCode === null) {
      nginx.kill('SIGQUIT');
      const killed = setTimeout(() => nginx.kill('SIGKILL'), 3000);
      await once(nginx, 'exit');
      clearTimeout(killed);
    }
    await gateway.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** The file that we ship, with the ports and places of this test. */
  async function startNginx(): Promise<ChildProcess> {
    const key = join(directory, 'index.key');
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-subj', '/CN=index.example.org', '-addext', 'subjectAltName=DNS:index.example.org'],
        ...['-keyout', key, '-out', certificate],
      ],
      { stdio: 'pipe' },
    );
    const replaced = [
      ['server 127.0.0.1:8000;', `server 127.0.0.1:${(gateway.app.getHttpServer().address() as AddressInfo).port};`],
      ['listen 80;', `listen 127.0.0.1:${ports.http};`],
      ['listen 443 ssl http2;', `listen 127.0.0.1:${ports.https} ssl http2;`],
      ['/etc/nginx/tls/index.crt', certificate],
      ['/etc/nginx/tls/index.key', key],
    ] as const;
    let text = readFileSync(CONFIGURATION, 'utf8');
    for (const [from, to] of replaced) {
      expect(text).toContain(from);
      text = text.replace(from, to);
    }
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => {
      mkdirSync(join(directory, name));
      return `${name}_temp_path ${join(directory, name)};`;
    });
    const whole = join(directory, 'nginx.conf');
    writeFileSync(
      whole,
      `daemon off; pid ${join(directory, 'pid')}; error_log stderr warn; worker_processes 1;
       ${process.getuid?.() === 0 ? 'user root;' : ''}
       events { worker_connections 256; }
       http { access_log off; ${temporary.join(' ')}\n${text} }`,
    );
    const started = spawn('nginx', ['-e', 'stderr', '-c', whole, '-p', directory], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    started.stderr.on('data', (bytes) => (log += String(bytes)));
    for (let look = 0; look < 200; look += 1) {
      if (started.exitCode !== null) break;
      const socket = connect(ports.https, '127.0.0.1');
      const outcome = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error')]).catch(
        () => false,
      );
      socket.destroy();
      if (outcome === true) return started;
      await sleep(50);
    }
    throw new Error(`nginx did not start: ${log}`);
  }

  /** Asked from one of the addresses of loopback, of which there are many. */
  function get(path: string, from: string, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asking = request(
        {
          ...{ host: '127.0.0.1', port: ports.https, path, localAddress: from, agent: false },
          ...{ servername: 'index.example.org', ca: readFileSync(certificate) },
          headers: { Host: 'index.example.org', ...headers },
        },
        (answer) => {
          let text = '';
          answer.on('data', (bytes) => (text += String(bytes)));
          answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
        },
      );
      asking.once('error', reject);
      asking.end();
    });
  }

  it('is reached over TLS, and says that it wants to be from now on', async () => {
    const { status, headers } = await get('/', '127.0.0.2');
    expect(status).toBe(200);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['server']).toBe('nginx');
    const plain = await fetch(`http://127.0.0.1:${ports.http}/v1/jobs?limit=1`, { redirect: 'manual' });
    expect([plain.status, plain.headers.get('location')]).toEqual([308, 'https://127.0.0.1/v1/jobs?limit=1']);
  });

  it('OWASP API4: counts by the address of the caller, whatever he writes into X-Forwarded-For', async () => {
    const statuses: number[] = [];
    for (const forged of ['198.51.100.1', '198.51.100.2', '127.0.0.1', '198.51.100.4']) {
      statuses.push((await get('/openapi.json', '127.0.0.2', { 'X-Forwarded-For': forged })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
    const { status, headers } = await get('/openapi.json', '127.0.0.3');
    expect([status, headers['ratelimit']]).toEqual([200, expect.stringMatching(/^"address";r=2;t=/)]);
  });

  it('passes events on one by one, as they happen', async () => {
    let text = '';
    const asking = request({
      ...{ host: '127.0.0.1', port: ports.https, path: '/v1/events', agent: false },
      ...{ servername: 'index.example.org', ca: readFileSync(certificate) },
      headers: { Host: 'index.example.org', Accept: 'text/event-stream' },
    });
    asking.end();
    const [answer] = (await once(asking, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
    expect(answer.statusCode).toBe(200);
    answer.on('data', (bytes) => (text += String(bytes)));
    answer.on('error', () => undefined);
    for (const number of [1, 2, 3]) {
      await tell(gateway, changeOf('top100-equal', number));
      const deadline = performance.now() + 5000;
      while (!text.includes(`top100-equal-${number}`) && performance.now() < deadline) await sleep(10);
      expect(text).toContain(`top100-equal-${number}`);
    }
    asking.destroy();
  });

  it('keeps health and metrics of the process to those who run it', async () => {
    for (const path of [
      '/metrics',
      '/readyz',
      '/metrics/',
      '/METRICS',
      '/Readyz/',
      '//metrics',
      '/%6detrics',
      '/x/../metrics',
    ]) {
      const { status, headers } = await get(path, '127.0.0.2');
      // That of nginx: the gateway was not asked.
      expect([path, status, headers['content-type']]).toEqual([path, 404, 'text/html']);
    }
  });

  it('had nothing to complain about', () => {
    expect(log.split('\n').filter((line) => /\[(emerg|alert|crit|error)\]/.test(line))).toEqual([]);
  });
});
