import request from 'supertest';
import { sessionCoverage } from '#contracts/api/acquisition.schema';
import type { SessionCoverage } from '#contracts/api/acquisition.schema';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore } from '../../test/index-fixture.js';
import { acquiredSession, ingestedSession } from '../../test/session-fixture.js';

/** Over each store: its statements have to be valid on both engines. */
export function describeCoverage(store: string, start: (today: string) => Promise<GatewayApp>): void {
  describe(`over ${store}`, () => {
    let gateway: GatewayApp;
    const get = (path: string) => request(gateway.app.getHttpServer()).get(path);

    beforeAll(async () => {
      gateway = await start('2023-02-03');
    }, 180_000);
    afterAll(() => gateway.close());
    beforeEach(() => clearStore(gateway.store));

    async function coverage(start: string, end: string): Promise<SessionCoverage[]> {
      const { body } = await get(`/v1/coverage?start_date=${start}&end_date=${end}`).expect(200);
      return body.data as SessionCoverage[];
    }

    const short = ({ date, status, lines, expected_lines: expected }: SessionCoverage) => [
      date,
      status,
      lines,
      expected,
    ];

    describe('GET /v1/coverage', () => {
      it('has one entry per session of the calendar, also where nothing is stored', async () => {
        const answer = await get('/v1/coverage?start_date=2022-12-31&end_date=2023-01-08').expect(200);
        expect(answer.body).toEqual({
          start_date: '2022-12-31',
          end_date: '2023-01-08',
          data: ['2023-01-03', '2023-01-04', '2023-01-05', '2023-01-06'].map((date) => ({
            date,
            status: 'missing',
            lines: 0,
            expected_lines: null,
            sources: [],
            reasons: ['not_acquired: no rows are stored, and nobody has asked for them yet'],
          })),
          next_cursor: null,
        });
        expect(answer.headers['cache-control']).toBe('no-store');
        expect(answer.headers['etag']).toBeUndefined();
        expect(Object.keys(answer.body.data[0])).toEqual(Object.keys(sessionCoverage.shape));
        expect(await coverage('2023-01-07', '2023-01-08')).toEqual([]);
      });

      it('expects the lines of the last complete session before, where none were counted', async () => {
        await ingestedSession(gateway.store, { date: '2023-01-03', lines: 1000 });
        await ingestedSession(gateway.store, { date: '2023-01-04', lines: 949 });
        await ingestedSession(gateway.store, { date: '2023-01-06', lines: 950 });
        await ingestedSession(gateway.store, { date: '2023-01-09', lines: 903 });
        await ingestedSession(gateway.store, { date: '2023-01-10', lines: 902 });
        const data = await coverage('2023-01-03', '2023-01-10');
        expect(data.map(short)).toEqual([
          ['2023-01-03', 'complete', 1000, null],
          ['2023-01-04', 'incomplete', 949, 1000],
          ['2023-01-05', 'missing', 0, 1000],
          ['2023-01-06', 'complete', 950, 1000],
          ['2023-01-09', 'complete', 903, 950],
          ['2023-01-10', 'complete', 902, 903],
        ]);
        expect(data[1]?.reasons).toEqual(['too_few_lines: 949 of 1000 lines expected']);
        expect(data[0]).toMatchObject({ sources: ['file'], reasons: [] });
      });

      it('says the same of a session wherever the range begins', async () => {
        const lines: readonly [string, number, number | null][] = [
          ['2023-01-03', 1000, null],
          ['2023-01-04', 500, null],
          ['2023-01-05', 500, 520],
          ['2023-01-06', 480, null],
          ['2023-01-09', 100, null],
          ['2023-01-10', 470, null],
        ];
        for (const [date, count, expected] of lines) {
          await ingestedSession(gateway.store, { date, lines: count, expected_lines: expected });
        }
        const whole = await coverage('2023-01-03', '2023-01-11');
        for (const [position, { date }] of whole.entries()) {
          expect(await coverage(date, '2023-01-11')).toEqual(whole.slice(position));
        }
        expect(whole.map(({ status }) => status)).toEqual([
          ...['complete', 'incomplete', 'complete', 'complete', 'incomplete', 'complete', 'missing'],
        ]);
      });

      it('names a blocked session, an unfinished acquisition and one in vain with their reasons', async () => {
        await ingestedSession(gateway.store, { date: '2023-01-03', lines: 600, sources: ['massive', 'fmp'] });
        await ingestedSession(gateway.store, {
          ...{ date: '2023-01-04', lines: 600, verdict: 'blocked', verdict_reasons: ['cap_jump: AAPL'] },
        });
        await ingestedSession(gateway.store, { date: '2023-01-05', lines: 600 });
        await acquiredSession(gateway.store, {
          date: '2023-01-05',
          status: 'incomplete',
          reasons: ['no caps: fmp is down'],
        });
        await acquiredSession(gateway.store, { date: '2023-01-06', status: 'missing', reasons: ['massive: HTTP 503'] });
        await ingestedSession(gateway.store, { date: '2023-01-09', lines: 10, verdict: 'accepted' });
        await ingestedSession(gateway.store, { date: '2023-01-10', lines: 10, expected_lines: 20 });
        expect(
          (await coverage('2023-01-03', '2023-01-10')).map(({ date, status, reasons }) => [date, status, reasons]),
        ).toEqual([
          ['2023-01-03', 'complete', []],
          ['2023-01-04', 'incomplete', ['cap_jump: AAPL']],
          ['2023-01-05', 'incomplete', ['no caps: fmp is down']],
          ['2023-01-06', 'missing', ['massive: HTTP 503']],
          ['2023-01-09', 'complete', []],
          ['2023-01-10', 'incomplete', ['too_few_lines: 10 of 20 lines expected']],
        ]);
        expect((await coverage('2023-01-03', '2023-01-03'))[0]?.sources).toEqual(['massive', 'fmp']);
      });

      it('leaves out a session that has not closed', async () => {
        const dates = async () => (await coverage('2023-02-01', '2023-02-28')).map(({ date }) => date);
        expect(await dates()).toEqual(['2023-02-01', '2023-02-02']);
        const noon = gateway.clock.now;
        gateway.clock.now = () => new Date('2023-02-03T21:00:00Z');
        expect(await dates()).toEqual(['2023-02-01', '2023-02-02', '2023-02-03']);
        gateway.clock.now = noon;
      });

      it('pages by session', async () => {
        const path = '/v1/coverage?start_date=2023-01-03&end_date=2023-01-06&limit=3';
        const first = await get(path).expect(200);
        expect(first.body.data.map(({ date }: SessionCoverage) => date)).toEqual([
          '2023-01-03',
          '2023-01-04',
          '2023-01-05',
        ]);
        const second = await get(`${path}&cursor=${first.body.next_cursor}`).expect(200);
        expect(second.body.data.map(({ date }: SessionCoverage) => date)).toEqual(['2023-01-06']);
        expect(second.body.next_cursor).toBeNull();
      });

      it('answers 400 for what is no range and 422 outside of the calendar', async () => {
        await get('/v1/coverage?start_date=2023-01-03').expect(400);
        await get('/v1/coverage?start_date=2010-01-01&end_date=2020-01-09').expect(400);
        await get('/v1/coverage?start_date=2023-01-03&end_date=2023-01-06&cursor=nonsense').expect(400);
        const early = await get('/v1/coverage?start_date=1989-01-01&end_date=1990-01-31').expect(422);
        expect(early.body.type).toBe('/problems/outside-calendar');
        await get('/v1/coverage?start_date=2030-01-01&end_date=2031-01-01').expect(422);
      });
    });
  });
}
