import { sessionsBetween } from '#domain/calendar';
import { defaultIndex } from '#domain/index-definition';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase } from '#storage/pglite-database';
import { IndexPump } from './index-pump.js';
import { storeSteadyMarket } from './steady-market.js';

it('a ticker that is used again long after its line was delisted stays a member, whenever the state is brought back', async () => {
  const store = await openPgliteDatabase({ directory: null });
  try {
    await migrate(store);
    const sessions = sessionsBetween('2023-01-03', '2023-03-03');
    await store.query('select ensure_stock_price_partitions($1, $2)', ['2023-01-03', '2023-03-03']);
    // Enough of them that a day without one line is complete.
    const others = Array.from({ length: 40 }, (_, place): [string, number] => [`F${place}`, 1]);
    await storeSteadyMarket(store, { sessions, close: 5, caps: { A: 10, B: 20, ...Object.fromEntries(others) } });
    const [died, back] = [sessions[5] as string, sessions[13] as string];
    await store.execute(`delete from stock_prices where ticker = 'B' and date > $1 and date < $2`, [died, back]);
    await store.execute(`update stock_prices set delisting_return = -1 where ticker = 'B' and date = $1`, [died]);
    const pump = new IndexPump(store);
    await pump.startOver({ ...defaultIndex, size: 1 });
    // One by one, so that each session begins with a state that is brought back from the store.
    await pump.requestBuild(sessions[0] as string, sessions[19] as string);
    await pump.settle();
    for (const session of sessions.slice(20, 24)) {
      await pump.requestBuild(sessions[0] as string, session);
      await pump.settle();
    }
    const members = await store.query<{ date: string; ticker: string }>(
      `select c.date, c.ticker from index_compositions c where c.index_id = $1 order by c.date`,
      [defaultIndex.id],
    );
    const expected = sessions.slice(0, 24).map((date) => ({ date, ticker: date < died || date >= back ? 'B' : 'A' }));
    expect(members).toEqual(expected);
  } finally {
    await store.close();
  }
}, 120_000);

it('a line that is delisted before the first session that is published stays out, wherever a correction begins', async () => {
  const store = await openPgliteDatabase({ directory: null });
  try {
    await migrate(store);
    const sessions = sessionsBetween('2023-01-03', '2023-01-31');
    await store.query('select ensure_stock_price_partitions($1, $2)', ['2023-01-03', '2023-01-31']);
    await storeSteadyMarket(store, { sessions, close: 5, caps: { A: 9, B: 5, C: 3, D: 1 } });
    const [died, first] = [sessions[0] as string, sessions[1] as string];
    await store.execute(`delete from stock_prices where ticker <> 'A' and date = $1`, [died]);
    await store.execute(`update stock_prices set delisting_return = -1 where ticker = 'A' and date = $1`, [died]);
    const pump = new IndexPump(store);
    await pump.startOver({ ...defaultIndex, size: 2 });
    await pump.requestBuild(died, sessions.at(-1) as string);
    await pump.settle();
    const members = () =>
      store.query<{ date: string; ticker: string }>(
        `select c.date, c.ticker from index_compositions c where c.index_id = $1 order by c.date, c.ticker`,
        [defaultIndex.id],
      );
    const expected = sessions.slice(1).flatMap((date) => ['B', 'C'].map((ticker) => ({ date, ticker })));
    expect(await members()).toEqual(expected);
    await pump.announce('prices', [first], ['D']);
    await pump.settle();
    expect(await members()).toEqual(expected);
  } finally {
    await store.close();
  }
}, 120_000);
