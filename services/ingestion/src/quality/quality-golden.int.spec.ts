import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pino from 'pino';
import { Topic } from '#contracts/topics';
import { ImportStore } from '../../test/import-store.js';
import { assessPendingSessions } from './assess-pending.js';

/** Real market data lies beside the repository and is never part of it. On a build machine it must be there. */
const FOLDER = resolve('../shared/data');
const describeWithData = existsSync(FOLDER) || process.env['CI'] === 'true' ? describe : describe.skip;

const TIMEOUT_MS = 300_000;
/** It takes about 7 s on a busy machine; the rest is for a machine that does other things as well. */
const ASSESSMENT_MAX_MS = 60_000;

describeWithData('the quality gate over the real files', () => {
  let store: ImportStore;

  beforeAll(async () => {
    store = await ImportStore.openPglite();
    for (const [kind, name] of [
      ['stocks', 'stocks.csv'],
      ['splits', 'splits.csv'],
      ['prices', 'prices.csv.gz'],
    ] as const) {
      await store.import(kind, readFileSync(resolve(FOLDER, name)));
    }
    await store.takeEvents();
  }, TIMEOUT_MS);
  afterAll(() => store.close());

  test(
    'names what is suspect, blocks nothing, leaves room for others, and is done once',
    async () => {
      let turns = 0;
      const others = setInterval(() => (turns += 1), 1).unref();
      const parts = { ...store.parts, logger: pino({ level: 'silent' }) };
      const started = performance.now();
      const assessed = await assessPendingSessions(parts, new AbortController().signal);
      const elapsed = performance.now() - started;
      clearInterval(others);
      expect(assessed).toBe(733);
      expect(elapsed).toBeLessThan(ASSESSMENT_MAX_MS);
      expect(turns).toBeGreaterThan(20);
      expect(
        await store.owner.query(
          `select "check", severity, count(*) as findings from quality_findings group by 1, 2 order by 1, 2`,
        ),
      ).toEqual([
        { check: 'cap_jump', severity: 'block', findings: 11 },
        { check: 'cap_jump', severity: 'flag', findings: 20 },
        { check: 'missing_mega_cap', severity: 'block', findings: 3 },
        { check: 'missing_member', severity: 'block', findings: 3 },
        { check: 'missing_member', severity: 'flag', findings: 1 },
        { check: 'split_shaped_move', severity: 'block', findings: 1 },
        { check: 'split_shaped_move', severity: 'flag', findings: 4 },
      ]);
      expect(await store.owner.query('select distinct verdict from ingestion_sessions')).toEqual([{ verdict: 'open' }]);
      expect((await store.takeEvents()).filter(({ topic }) => topic === Topic.pricesIngested)).toEqual([]);
      expect(await assessPendingSessions(parts, new AbortController().signal)).toBe(0);
    },
    TIMEOUT_MS,
  );
});
