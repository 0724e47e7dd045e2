import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Service } from '#contracts/topics';
import { parseConfiguration } from '#runtime/configuration';
import { createLogger } from '#runtime/logging';
import { startService } from '#runtime/run-service';
import type { RunningService } from '#runtime/run-service';
import { ExportModule } from '#services/export/src/export.module';
import { IndexConstructionModule } from '#services/index-construction/src/index-construction.module';
import { IngestionModule } from '#services/ingestion/src/ingestion.module';
import { PerformanceModule } from '#services/performance/src/performance.module';
import { QueryGatewayModule } from '#services/query-gateway/src/query-gateway.module';
import { defaultMarket } from '#testing/market-simulator/market-options';
import { demoParts, loadDemo } from './demo.js';
import type { DemoParts } from './demo.js';

const market = { ...defaultMarket, firstDate: '2022-12-01', lastDate: '2023-02-28', lines: 130 };
const TIMEOUT_MS = 240_000;

let running: RunningService | null = null;
const directories: string[] = [];

afterEach(async () => stop(), TIMEOUT_MS);
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

function emptyDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'demo-'));
  directories.push(directory);
  return join(directory, 'data');
}

async function start(
  directory: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<{ running: RunningService; parts: DemoParts; lines: string[] }> {
  const configuration = parseConfiguration({
    environment: { DATA_DIR: directory, PORT: '0', LOG_LEVEL: 'silent', ...settings },
    defaultProfile: 'standalone',
    workingDirectory: directory,
    terminal: false,
    readTextFile: () => '',
  });
  const modules = [IngestionModule, IndexConstructionModule, PerformanceModule, QueryGatewayModule, ExportModule];
  const service = await startService(
    { services: Object.values(Service), modules },
    configuration,
    createLogger(configuration, 'standalone'),
  );
  running = service;
  const lines: string[] = [];
  const parts = demoParts(service, (line) => void lines.push(line));
  return { running: service, parts, lines };
}

async function stop(): Promise<void> {
  await running?.stop();
  running = null;
}

async function get(service: RunningService, path: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${service.url}${path}`);
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Record<string, unknown>;
}

async function answers(service: RunningService): Promise<unknown[]> {
  const whole = `start_date=${market.firstDate}&end_date=${market.lastDate}`;
  return [
    await get(service, `/index-performance?${whole}`),
    await get(service, `/composition-changes?${whole}`),
    await get(service, '/index-composition?date=2023-01-15'),
  ];
}

describe('the demo', () => {
  it(
    'fills an empty store, so that the example dates work, and leaves a filled one alone',
    async () => {
      const directory = emptyDirectory();
      const first = await start(directory);
      await loadDemo(first.parts, market);
      expect(first.lines.at(-1)).toMatch(/^Ready after/);
      const built = await answers(first.running);
      expect(built[0]).toMatchObject({
        start_date: market.firstDate,
        data_source: 'simulated market, not real prices',
      });
      expect(built[2]).toMatchObject({
        requested_date: '2023-01-15',
        date: '2023-01-13',
        effective_from: '2023-01-17',
      });
      await stop();

      const second = await start(directory);
      await loadDemo(second.parts, market);
      expect(second.lines).toEqual([]);
      expect(await answers(second.running)).toEqual(built);
    },
    TIMEOUT_MS,
  );

  it(
    'goes on where it was interrupted, and ends with the same answers',
    async () => {
      const undisturbed = await start(emptyDirectory());
      await loadDemo(undisturbed.parts, market);
      const expected = await answers(undisturbed.running);
      await stop();

      const directory = emptyDirectory();
      for (const moment of [/^Loaded splits/, /^Loaded prices/, /^Building the index/]) {
        const { parts, lines } = await start(directory);
        const interruption = new AbortController();
        const print = (line: string): void => {
          lines.push(line);
          if (moment.test(line)) interruption.abort();
        };
        await loadDemo({ ...parts, print, signal: interruption.signal }, market);
        expect(lines.at(-1)).toMatch(moment);
        await stop();
      }
      const last = await start(directory);
      await loadDemo(last.parts, market);
      expect(last.lines.some((line) => line.startsWith('Loaded'))).toBe(false);
      expect(await answers(last.running)).toEqual(expected);
    },
    TIMEOUT_MS,
  );

  it(
    'makes itself a key where one is asked for',
    async () => {
      const { parts, lines, running: service } = await start(emptyDirectory(), { ACCESS: 'keys' });
      await loadDemo(parts, market);
      expect(lines.at(-1)).toMatch(/^Ready after/);
      expect((await fetch(`${service.url}/index-composition?date=2023-01-15`)).status).toBe(401);
    },
    TIMEOUT_MS,
  );

  it(
    'never touches real data',
    async () => {
      const { parts, lines } = await start(emptyDirectory());
      const csv = 'date,ticker,open,high,low,close,volume,market_cap\n2023-01-03,AAPL,1,1,1,1,1,1000\n';
      async function* chunks(): AsyncGenerator<Uint8Array> {
        yield Buffer.from(csv);
      }
      await parts.importer.importFile({
        kind: 'prices',
        source: 'file',
        actor: 'test',
        simulated: false,
        chunks: chunks(),
      });
      await loadDemo(parts, market);
      expect(lines).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
