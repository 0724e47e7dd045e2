import { sessionsBetween } from '#domain/calendar';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase, type PgliteDatabase } from '#storage/pglite-database';
import type { Database } from '#storage/database';
import { MarketPanels } from './market-panels.js';
import { PanelRows } from './market-panel.js';

/** What is held of the market is what the store says, and is read again only where that has changed. */

const [FIRST, LAST] = ['2023-01-03', '2023-03-31'];
const sessions = sessionsBetween(FIRST, LAST);

let store: PgliteDatabase;
/** The first days of the blocks that were read, in order. */
let blocksRead: string[];
let database: Database;

beforeAll(async () => {
  store = await openPgliteDatabase({ directory: null });
  await migrate(store);
  await store.query('select ensure_stock_price_partitions($1, $2)', [FIRST, LAST]);
}, 60_000);
afterAll(() => store.close());

beforeEach(async () => {
  await store.executeScript(
    'truncate stock_prices, ingestion_sessions, stocks; update ingestion_state set revision = 1;',
  );
  await store.execute(
    `insert into stock_prices (date, ticker, close, market_cap, eligible, issuer, delisting_return, source, revision)
     select session, line.ticker, line.close, line.cap, line.eligible, line.issuer, line.delisting_return, 'test', 1
     from unnest($1::date[]) session, (values
       ('A', 10.5, 300.0, true, 'one', null), ('B', 20, null, null, null, null), ('B.A', 0.1, 300, false, null, null),
       ('C', null, null, null, 'two', -0.25), ('D', 7, 0, null, null, null)) line(ticker, close, cap, eligible, issuer, delisting_return)`,
    [sessions],
  );
  await store.execute(
    `insert into ingestion_sessions (date, lines, simulated, revision) select unnest($1::date[]), 5, false, 1`,
    [sessions],
  );
  blocksRead = [];
  database = {
    ...{
      execute: store.execute.bind(store),
      transaction: store.transaction.bind(store),
      close: store.close.bind(store),
    },
    executeScript: store.executeScript.bind(store),
    query: (text, values) => {
      if (text.includes('string_agg')) blocksRead.push(String(values?.[0]));
      return store.query(text, values);
    },
  };
});

const rowsOf = (panels: MarketPanels, session: string, first = FIRST, last = LAST) =>
  panels.use(first, last, ({ panel }) => {
    const all = new Uint8Array(panel.names.lines.size).fill(1);
    return Promise.resolve(new PanelRows(panel, all).rowsOf(session).sort((a, b) => (a.ticker < b.ticker ? -1 : 1)));
  });

const nothing = { eligible: null, issuer: null, delistingReturn: null };

describe('the market in memory', () => {
  it('holds every row as the store has it', async () => {
    expect(await rowsOf(new MarketPanels(database), '2023-02-15')).toEqual([
      { ...nothing, ticker: 'A', close: 10.5, marketCap: 300, issuer: 'one' },
      { ...nothing, ticker: 'B', close: 20, marketCap: null },
      { ...nothing, ticker: 'B.A', close: 0.1, marketCap: 300, eligible: false },
      { ...nothing, ticker: 'C', close: null, marketCap: null, issuer: 'two', delistingReturn: -0.25 },
      { ...nothing, ticker: 'D', close: 7, marketCap: 0 },
    ]);
  });

  it('knows the lines with a cap in the order of their caps, and those without', async () => {
    await new MarketPanels(database).use(FIRST, LAST, ({ panel }) => {
      const found = panel.dayOf('2023-03-01');
      if (found === undefined) throw new Error('a session is missing');
      const { block, day } = found;
      const name = (line: number): string => panel.names.lines.nameOf(line);
      expect([...block.order(day)].map((place) => name(block.lines[place] as number))).toEqual(['A', 'B.A']);
      expect([...block.capless].map(name)).toEqual(['B', 'D']);
      expect(block.delistings).toHaveLength(23);
      return Promise.resolve();
    });
  });

  it('is read month by month, once, also when several ask at the same time', async () => {
    const panels = new MarketPanels(database);
    await Promise.all([
      rowsOf(panels, '2023-01-10', FIRST, '2023-01-31'),
      rowsOf(panels, '2023-02-10', '2023-02-01', '2023-03-03'),
      rowsOf(panels, '2023-02-10'),
    ]);
    expect(blocksRead.sort()).toEqual(['2023-01-03', '2023-02-01', '2023-03-01']);
    await rowsOf(panels, '2023-02-10');
    expect(blocksRead).toHaveLength(3);
  });

  it('is read again for the month of a session that has changed', async () => {
    const panels = new MarketPanels(database);
    await rowsOf(panels, '2023-02-15');
    blocksRead = [];
    await store.executeScript(`
      update stock_prices set close = 11 where ticker = 'A' and date = '2023-02-15';
      update ingestion_sessions set revision = 2 where date = '2023-02-15';
      update ingestion_state set revision = 2;`);
    expect((await rowsOf(panels, '2023-02-15'))[0]).toMatchObject({ ticker: 'A', close: 11 });
    expect((await rowsOf(panels, '2023-02-14'))[0]).toMatchObject({ ticker: 'A', close: 10.5 });
    expect(blocksRead).toEqual(['2023-02-01']);
  });

  it('goes on after work that failed', async () => {
    const panels = new MarketPanels(database);
    await expect(panels.use(FIRST, LAST, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await rowsOf(panels, '2023-02-15')).toHaveLength(5);
  });

  it('holds on to nothing for who went, or failed, while it was read', async () => {
    const gone = new AbortController();
    let revisionsRead = 0;
    const query: Database['query'] = (text, values) => {
      if (text.includes('string_agg')) gone.abort();
      if (text.includes('s.revision from ingestion_state') && (revisionsRead += 1) === 3) {
        return Promise.reject(new Error('the store is away'));
      }
      return database.query(text, values);
    };
    const panels = new MarketPanels({ ...database, query });
    const { inUse } = panels as unknown as { readonly inUse: ReadonlySet<unknown> };
    const work = () => Promise.resolve();
    await expect(panels.use(FIRST, LAST, work, gone.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(blocksRead).toEqual(['2023-01-03']);
    await expect(panels.use(FIRST, LAST, work)).rejects.toThrow('the store is away');
    expect(inUse.size).toBe(0);
    await panels.use(FIRST, LAST, work);
  });

  it('refuses more than fits into memory, and says how far to ask', async () => {
    await store.execute(
      `update ingestion_sessions set lines = 5000000 where date between '2023-02-01' and '2023-02-03'`,
    );
    await expect(rowsOf(new MarketPanels(database), '2023-01-10')).rejects.toMatchObject({
      code: 'definition-refused',
      detail: expect.stringContaining('ask for a range up to 2023-02-02'),
    });
  });
});
