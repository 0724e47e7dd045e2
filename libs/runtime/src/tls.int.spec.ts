import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { SecureVersion } from 'node:tls';
import { Module } from '@nestjs/common';
import { Service } from '#contracts/topics';
import { parseConfiguration } from './configuration.js';
import type { Configuration } from './configuration.js';
import { HTTP_LIMITS } from './http-limits.js';
import { createLogger } from './logging.js';
import { startService } from './run-service.js';
import type { RunningService } from './run-service.js';

@Module({})
class EmptyModule {}

const directory = mkdtempSync(join(tmpdir(), 'tls-'));
const running: RunningService[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A certificate for localhost, as people make one for a trial. */
function makeCertificate(name: string): { certificate: string; key: string } {
  const files = { certificate: join(directory, `${name}.crt`), key: join(directory, `${name}.key`) };
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ...['-keyout', files.key, '-out', files.certificate],
    ],
    { stdio: 'pipe' },
  );
  return files;
}
const pair = makeCertificate('one');

function configure(certificate: string, key: string): Configuration {
  return parseConfiguration({
    environment: { PORT: '0', DATA_DIR: directory, DEMO: 'off', TLS_CERT_FILE: certificate, TLS_KEY_FILE: key },
    defaultProfile: 'standalone',
    workingDirectory: directory,
    terminal: false,
    readTextFile: (path) => readFileSync(path, 'utf8'),
  });
}

async function start(service: Service): Promise<RunningService> {
  const logger = createLogger({ logLevel: 'silent', logFormat: 'json' }, 'test');
  const started = await startService(
    { services: [service], modules: [EmptyModule] },
    configure(pair.certificate, pair.key),
    logger,
  );
  running.push(started);
  return started;
}

const get = (url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const asking = request(url, { ca: readFileSync(pair.certificate) }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asking.once('error', reject);
    asking.end();
  });

const versionOf = (url: string, most: SecureVersion): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const ca = readFileSync(pair.certificate);
    // The client would refuse an old version by itself, unless it is told to lower its own security.
    const options = { ca, minVersion: 'TLSv1' as const, maxVersion: most, ciphers: 'DEFAULT@SECLEVEL=0' };
    const socket = connect({ host: hostname, port: Number(port), ...options }, () => {
      resolve(socket.getProtocol() ?? '');
      socket.destroy();
    });
    socket.once('error', () => resolve('refused'));
  });

describe('OWASP API8: TLS in the process', () => {
  it('is spoken by the process with the gateway, version 1.2 and newer', async () => {
    const { url, app } = await start(Service.queryGateway);
    // OWASP API4: with TLS as without, slow callers are bounded.
    const { headersMs, connections } = HTTP_LIMITS;
    expect(app.getHttpServer()).toMatchObject({ headersTimeout: headersMs, maxConnections: connections });
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(await get(`${url}/healthz`)).toBe(200);
    expect(await versionOf(url, 'TLSv1.3')).toBe('TLSv1.3');
    expect(await versionOf(url, 'TLSv1.2')).toBe('TLSv1.2');
    expect(await versionOf(url, 'TLSv1.1')).toBe('refused');
    await expect(fetch(`${url.replace('https', 'http')}/healthz`)).rejects.toThrow();
  });

  it('leaves the other processes as they are: only health and metrics are asked of them', async () => {
    const { url } = await start(Service.performance);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('says before the start what is wrong with the files', () => {
    const other = makeCertificate('other');
    expect(() => configure(pair.certificate, other.key)).toThrow(/TLS_CERT_FILE=.*one\.crt: give a certificate/);
    expect(() => configure(pair.key, pair.key)).toThrow(/TLS_CERT_FILE/);
    expect(() => configure(join(directory, 'nowhere.crt'), pair.key)).toThrow(/name a file that this process may read/);
  });
});
