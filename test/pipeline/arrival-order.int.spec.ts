import fc from 'fast-check';
import { sessionsBetween } from '#domain/calendar';
import { defaultIndex } from '#domain/index-definition';
import { ImportStore } from '#services/ingestion/test/import-store';
import { tableHashes } from '#storage/table-hashes';
import { IndexPump } from './index-pump.js';

/**
 * Prices, splits, dividends, renames and stocks may come in any order and in any number of files: the tables are the same in the end,
 * although the index is computed in between from whatever is there.
 */

const FIRST = '2023-01-03';
const LAST = '2023-01-24';
const sessions = sessionsBetween(FIRST, LAST);
const lines = [...'ABCDEFGH'];

type Kind = 'prices' | 'splits' | 'dividends' | 'renames' | 'stocks';
interface Row {
  readonly kind: Kind;
  readonly text: string;
}

const HEADERS: Readonly<Record<Kind, string>> = {
  prices: 'date,ticker,close,market_cap,delisting_return',
  splits: 'ticker,ex_date,factor',
  dividends: 'ticker,ex_date,amount',
  renames: 'ticker,effective_on,new_ticker',
  stocks: 'ticker,issuer,delisted_on',
};

interface Rename {
  readonly line: string;
  readonly on: string;
  /** A new name, or one that another line has. */
  readonly name: string;
  /** Whether prices come under the new name at once, or as if nobody knew for two sessions. */
  readonly late: boolean;
  /** An event on the very day. */
  readonly event: null | { readonly kind: 'splits' | 'dividends'; readonly underNewName: boolean };
}

const renameArbitrary: fc.Arbitrary<Rename> = fc.record({
  line: fc.constantFrom(...lines.slice(0, 5)),
  on: fc.constantFrom(...sessions.slice(2), '2023-01-14'),
  name: fc.constantFrom('N', 'O', 'P', 'F', 'G'),
  late: fc.boolean(),
  event: fc.option(
    fc.record({ kind: fc.constantFrom('splits' as const, 'dividends' as const), underNewName: fc.boolean() }),
  ),
});

const marketArbitrary: fc.Arbitrary<Row[]> = fc
  .record({
    renames: fc.uniqueArray(renameArbitrary, { minLength: 1, maxLength: 3, selector: ({ line }) => line }),
    caps: fc.array(fc.integer({ min: 1, max: 12 }), {
      minLength: sessions.length * lines.length,
      maxLength: sessions.length * lines.length,
    }),
    absent: fc.array(fc.nat(40), {
      minLength: sessions.length * lines.length,
      maxLength: sessions.length * lines.length,
    }),
    death: fc.option(fc.tuple(fc.constantFrom(...lines), fc.constantFrom(...sessions.slice(3)))),
    event: fc.tuple(
      fc.constantFrom('splits' as const, 'dividends' as const),
      fc.constantFrom(...lines),
      fc.constantFrom(...sessions),
    ),
  })
  .map(({ renames, caps, absent, death, event }) => {
    const rows = new Map<string, Row>();
    const put = (kind: Kind, key: string, rest: string): void =>
      void rows.set(`${kind},${key}`, { kind, text: `${key},${rest}` });
    sessions.forEach((session, day) => {
      lines.forEach((line, place) => {
        const rename = renames.find((candidate) => candidate.line === line);
        const since =
          rename === undefined ? -1 : sessions.filter((date) => date >= rename.on && date <= session).length;
        const named = rename !== undefined && since > (rename.late ? 2 : 0);
        const cell = day * lines.length + place;
        if (absent[cell] === 0) return;
        const died = death !== null && death[0] === line && session >= death[1];
        if (died && session > death[1]) return;
        const cap = caps[cell] as number;
        put('prices', `${session},${named ? rename.name : line}`, `${cap},${cap + place / 10},${died ? '-0.5' : ''}`);
      });
    });
    for (const { line, on, name, event: same } of renames) {
      put('renames', `${line},${on}`, name);
      if (same !== null) put(same.kind, `${same.underNewName ? name : line},${on}`, '2');
    }
    put(event[0], `${event[1]},${event[2]}`, '0.5');
    put('stocks', 'A', 'one,');
    put('stocks', 'B', 'one,');
    put('stocks', 'H', ',2023-01-18');
    return [...rows.values()];
  });

let store: ImportStore;
let pump: IndexPump;
beforeAll(async () => {
  store = await ImportStore.openPglite();
  pump = new IndexPump(store.owner);
});
afterAll(() => store.close());

async function empty(): Promise<void> {
  await store.clear();
  await pump.startOver({ ...defaultIndex, size: 3, return: 'total' });
}

async function importFile(kind: Kind, rows: readonly Row[]): Promise<void> {
  const text = [HEADERS[kind], ...rows.map((row) => row.text), ''].join('\n');
  const { end, ingested } = await store.import(kind, text);
  expect(end).toMatchObject({ status: 'succeeded', result: { rows_rejected: 0 } });
  if (ingested !== null) await pump.accept(ingested);
}

async function build(): Promise<void> {
  await pump.requestBuild(FIRST, LAST);
  await pump.settle();
}

const KINDS = Object.keys(HEADERS) as Kind[];

it('gives the same tables and hashes', async () => {
  const orders = fc.record({
    market: marketArbitrary,
    files: fc.array(fc.nat(3), { minLength: 300, maxLength: 300 }),
    order: fc.shuffledSubarray(
      KINDS.flatMap((kind) => [0, 1, 2, 3].map((part) => ({ kind, part }))),
      { minLength: KINDS.length * 4 },
    ),
    built: fc.nat(KINDS.length * 4 - 1),
  });
  await fc.assert(
    fc.asyncProperty(orders, async ({ market, files, order, built }) => {
      await empty();
      for (const kind of KINDS) {
        const rows = market.filter((row) => row.kind === kind);
        if (rows.length > 0) await importFile(kind, rows);
      }
      await build();
      const wanted = await tableHashes(store.owner);
      expect(wanted['index_compositions']).not.toMatch(/^0:/);
      const sessionsWanted = await store.owner.query(
        'select date, status, reasons, covered, hash from index_sessions order by date',
      );

      await empty();
      let place = 0;
      for (const { kind, part } of order) {
        const rows = market.filter((row, position) => row.kind === kind && files[position % files.length] === part);
        if (rows.length > 0) await importFile(kind, rows);
        if (place >= built) await (place === built ? build() : pump.settle());
        place += 1;
      }
      await build();
      expect(
        await store.owner.query('select date, status, reasons, covered, hash from index_sessions order by date'),
      ).toEqual(sessionsWanted);
      expect(await tableHashes(store.owner)).toEqual(wanted);
    }),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 6), endOnFailure: true },
  );
}, 600_000);
