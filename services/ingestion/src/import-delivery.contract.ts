import { sessionsBetween } from '#domain/calendar';
import { Topic } from '#contracts/topics';
import type { Outbox } from '#messaging/outbox';
import type { Database } from '#storage/database';
import { A13, B13, HEADER, prices } from '../test/import-samples.js';
import type { ImportStore } from '../test/import-store.js';
import { startEachTestEmpty } from '../test/use-import-store.js';
import { importUpload } from './import-upload.js';
import type { ImportRequested } from './import-upload.js';

/** What every store must make of imports that are delivered more than once, or end in between. */
export function describeImportDelivery(name: string, store: () => ImportStore): void {
  describe(`${name}: import`, () => {
    startEachTestEmpty(store);

    describe('delivered again', () => {
      /** Stops the process, as it were, when so much of the file has been read. */
      const deliverUntil = (event: ImportRequested, share: number): Promise<void> => {
        const stopping = new AbortController();
        const { outbox } = store().parts;
        const append: Outbox['append'] = async (transaction, events) => {
          await outbox.append(transaction, events);
          if (events.some(({ body }) => 'progress' in body && body.progress >= share)) stopping.abort();
        };
        return importUpload({ ...store().parts, outbox: { append } }, event, stopping.signal);
      };

      test('has its effect once, whether it ended well or not', async () => {
        for (const content of [prices(A13), 'nonsense\n']) {
          const event = await store().upload('prices', content);
          await store().deliver(event);
          await store().takeEvents();
          await store().deliver(event);
          const news = (await store().takeEvents()).filter(
            ({ body }) => !('status' in body) || body.status !== 'running',
          );
          expect(news).toEqual([]);
        }
        expect(await store().revision()).toBe(1);
      });

      test('has its effect once when both deliveries are under way at the same time', async () => {
        const event = await store().upload('prices', prices(A13, B13));
        await Promise.all([store().deliver(event), store().deliver(event), store().deliver(event)]);
        const events = await store().takeEvents();
        expect(events.filter(({ topic }) => topic === Topic.pricesIngested)).toHaveLength(1);
        expect(events.filter(({ body }) => 'status' in body && body.status === 'succeeded')).toHaveLength(1);
        expect(await store().revision()).toBe(1);
      });

      test('starts over after an interruption, and ends the same', async () => {
        const dates = sessionsBetween('2020-01-01', '2022-12-31').slice(0, 700);
        const rows = dates.flatMap((date) =>
          Array.from({ length: 250 }, (_, line) => `${date},T${line},${line + 1},1000`),
        );
        const event = await store().upload('prices', [HEADER, ...rows, ''].join('\n'), 200_000);
        await expect(deliverUntil(event, 0.5)).rejects.toMatchObject({ code: 'import.interrupted', retryable: true });
        expect(await store().leftovers()).toEqual([]);
        expect((await store().contents())['prices']).toEqual([]);
        await store().takeEvents();
        await store().deliver(event);
        const events = await store().takeEvents();
        const progress = events.flatMap(({ body }) => ('progress' in body ? [body.progress] : []));
        expect(progress).toEqual([...progress].sort((a, b) => a - b));
        expect(progress.length).toBeGreaterThan(2);
        expect(progress.at(-1)).toBe(1);
        expect(await store().count('stock_prices')).toBe(rows.length);
      });

      describe('cancelled', () => {
        const cancel = (event: ImportRequested): Promise<number> =>
          store().owner.execute(
            'insert into job_cancellations (job_id, requested_at) values ($1::uuid, now()) on conflict (job_id) do nothing',
            [event.body.job_id],
          );
        /** What is said of the job in the end, when nothing of its file is there. */
        const endWithoutTrace = async (): Promise<unknown> => {
          expect(await store().leftovers()).toEqual([]);
          expect((await store().contents())['prices']).toEqual([]);
          expect(await store().revision()).toBe(0);
          const events = await store().takeEvents();
          expect(events.map(({ topic }) => topic)).not.toContain(Topic.pricesIngested);
          return events.at(-1)?.body;
        };
        const ended = { status: 'cancelled', result: null, error: null };

        test('before it began, it ends without a trace, once', async () => {
          const event = await store().upload('prices', prices(A13));
          await cancel(event);
          await store().deliver(event);
          expect(await endWithoutTrace()).toMatchObject({ job_id: event.body.job_id, ...ended });
          await store().deliver(event);
          expect(await store().takeEvents()).toEqual([]);
        });

        test('while it is read or merged, it ends without a trace', async () => {
          const event = await store().upload('prices', prices(A13, B13));
          // The first transaction reports that the file is being read; the word to end is there before it is merged.
          const { database } = store().parts;
          const cancelling: Database = {
            query: (text, values) => database.query(text, values),
            execute: (text, values) => database.execute(text, values),
            executeScript: (text) => database.executeScript(text),
            close: () => database.close(),
            transaction: async (work) => {
              const result = await database.transaction(work);
              await cancel(event);
              return result;
            },
          };
          await importUpload({ ...store().parts, database: cancelling }, event, new AbortController().signal);
          expect(await endWithoutTrace()).toMatchObject(ended);
        });

        test('when it is done, it stays done', async () => {
          const event = await store().upload('prices', prices(A13));
          await store().deliver(event);
          await store().takeEvents();
          await cancel(event);
          await store().deliver(event);
          expect(await store().takeEvents()).toEqual([]);
          expect(await store().revision()).toBe(1);
        });
      });

      test('lets others have their turn meanwhile', async () => {
        const rows = sessionsBetween('2022-01-01', '2022-12-31').flatMap((date) =>
          Array.from({ length: 100 }, (_, line) => `${date},T${line},${line + 1},1000`),
        );
        const event = await store().upload('prices', [HEADER, ...rows, ''].join('\n'), 50_000);
        let turns = 0;
        const timer = setInterval(() => (turns += 1), 1);
        await store().deliver(event);
        clearInterval(timer);
        expect(turns).toBeGreaterThan(5);
      });

      test('sweeps what a killed import left behind', async () => {
        await store().parts.database.execute('create unlogged table ingestion.staged_dead (line int8)');
        await store().parts.database.execute(
          "insert into ingestion.staging_tables (name, touched_at) values ('staged_dead', now() - interval '1 hour')",
        );
        await store().import('prices', prices(A13));
      });
    });
  });
}
