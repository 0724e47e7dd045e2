import request from 'supertest';
import { datedDecision, decisionResult, qualityAnswer, qualityFinding } from '#contracts/api/quality.schema';
import { Topic } from '#contracts/topics';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore } from '../../test/index-fixture.js';
import { nextCommand, progressed, sent } from '../../test/job-events.js';
import { acquiredSession, ingestedSession } from '../../test/session-fixture.js';

/** Over each store: its statements have to be valid on both engines. */
export function describeQuality(store: string, start: (today: string) => Promise<GatewayApp>): void {
  describe(`over ${store}`, () => {
    let gateway: GatewayApp;
    const server = () => request(gateway.app.getHttpServer());
    const get = (path: string) => server().get(path);

    beforeAll(async () => {
      gateway = await start('2023-02-03');
    }, 180_000);
    afterAll(() => gateway.close());
    beforeEach(() => clearStore(gateway.store));

    const FOUND = '2023-01-13T21:31:00.000Z';
    const idOf = (number: number) => `019a9c3e-5f00-7abc-8def-0123456789a${number}`;

    async function storeFinding(check: string, severity: string, ticker: string): Promise<void> {
      await gateway.store.execute(
        `insert into quality_findings (date, "check", ticker, severity, detail, observed, expected, source, found_at)
     values ('2023-01-13', $1, $2, $3, 'It is odd.', 10.5, null, 'massive', $4::timestamptz)`,
        [check, ticker, severity, FOUND],
      );
    }

    async function storeDecision(number: number, date: string, ticker: string, values: object | null): Promise<void> {
      await gateway.store.execute(
        `insert into quality_decisions (id, date, action, ticker, overridden, reason, decided_by, decided_at)
     values ($1::uuid, $2::date, $3, $4, $5::text::jsonb, 'seen elsewhere', 'ops', $6::timestamptz)`,
        [
          ...[idOf(number), date, values === null ? 'accept' : 'override', ticker],
          ...[values === null ? null : JSON.stringify(values), FOUND],
        ],
      );
    }

    describe('GET /v1/quality', () => {
      it('answers a day without a session with the one before: verdict, findings, decisions', async () => {
        await ingestedSession(gateway.store, {
          ...{ date: '2023-01-13', lines: 600, verdict: 'blocked', verdict_reasons: ['cap_jump: AAPL'] },
        });
        await storeFinding('stale_feed', 'note', '');
        await storeFinding('split_shaped', 'flag', 'NA');
        await storeFinding('cap_jump', 'block', 'AAPL');
        await storeDecision(2, '2023-01-13', '', null);
        await storeDecision(1, '2023-01-13', 'AAPL', { close: 12.5 });
        await storeDecision(3, '2023-01-12', '', null);
        const answer = await get('/v1/quality?date=2023-01-15').expect(200);
        const odd = { detail: 'It is odd.', observed: 10.5, expected: null, source: 'massive', found_at: FOUND };
        const word = { reason: 'seen elsewhere', decided_by: 'ops', decided_at: FOUND };
        expect(answer.body).toEqual({
          requested_date: '2023-01-15',
          date: '2023-01-13',
          verdict: 'blocked',
          status: 'incomplete',
          reasons: ['cap_jump: AAPL'],
          assessed: true,
          findings: [
            { check: 'cap_jump', severity: 'block', ticker: 'AAPL', ...odd },
            { check: 'split_shaped', severity: 'flag', ticker: 'NA', ...odd },
            { check: 'stale_feed', severity: 'note', ticker: null, ...odd },
          ],
          decisions: [
            { id: idOf(1), action: 'override', ticker: 'AAPL', values: { close: 12.5 }, ...word },
            { id: idOf(2), action: 'accept', ticker: null, values: null, ...word },
          ],
        });
        const shape = Object.keys(qualityAnswer.shape).filter((name) => name !== 'data_source');
        expect(Object.keys(answer.body)).toEqual(shape);
        expect(Object.keys(answer.body.findings[0])).toEqual(Object.keys(qualityFinding.shape));
        expect(answer.headers['cache-control']).toBe('no-store');
      });

      it('says when nothing is stored, and when the gate has not looked yet', async () => {
        const nothing = { verdict: 'open', status: 'missing', assessed: false, findings: [], decisions: [] };
        expect((await get('/v1/quality?date=2023-01-13').expect(200)).body).toMatchObject(nothing);
        await acquiredSession(gateway.store, { date: '2023-01-13', status: 'missing', reasons: ['massive: HTTP 503'] });
        const asked = await get('/v1/quality?date=2023-01-13').expect(200);
        expect(asked.body).toMatchObject({ ...nothing, reasons: ['massive: HTTP 503'] });
        await ingestedSession(gateway.store, { date: '2023-01-12', lines: 600, assessed: false });
        const unseen = await get('/v1/quality?date=2023-01-12').expect(200);
        expect(unseen.body).toMatchObject({ verdict: 'open', status: 'complete', reasons: [], assessed: false });
      });

      it('judges the number of lines as the coverage does', async () => {
        await ingestedSession(gateway.store, { date: '2023-01-11', lines: 600 });
        await ingestedSession(gateway.store, { date: '2023-01-12', lines: 100 });
        const { body } = await get('/v1/quality?date=2023-01-12').expect(200);
        expect(body).toMatchObject({ status: 'incomplete', reasons: ['too_few_lines: 100 of 600 lines expected'] });
      });

      it('answers 422 for the future and for days outside of the calendar, 400 for no day', async () => {
        expect((await get('/v1/quality?date=2023-02-04').expect(422)).body.type).toBe('/problems/date-in-the-future');
        expect((await get('/v1/quality?date=1989-12-29').expect(422)).body.type).toBe('/problems/outside-calendar');
        expect((await get('/v1/quality?date=1990-01-01').expect(422)).body.type).toBe('/problems/outside-calendar');
        await get('/v1/quality?date=yesterday').expect(400);
      });
    });

    const ACCEPT = { date: '2023-01-13', action: 'accept', reason: 'It was a short day.', decided_by: 'ops' };
    const OVERRIDE = { ...ACCEPT, action: 'override', ticker: 'BRK.B', values: { close: 311.42, volume: null } };

    describe('POST /v1/quality/decisions', () => {
      beforeEach(() => ingestedSession(gateway.store, { date: '2023-01-13', lines: 600, verdict: 'blocked' }));

      it.each([
        ['an acceptance of the session', ACCEPT, { ticker: null, values: null }],
        ['an acceptance of one row', { ...ACCEPT, ticker: 'NA' }, { values: null }],
        ['a rejection', { ...ACCEPT, action: 'reject' }, { ticker: null, values: null }],
        ['an override', OVERRIDE, {}],
      ])('hands %s to ingestion and answers with what became of it', async (_, body, absent) => {
        const answering = sent(server().post('/v1/quality/decisions').send(body));
        const command = await nextCommand(gateway);
        const id = command.body.job_id;
        expect(command).toEqual({
          topic: Topic.qualityDecisionRequested,
          key: 'us',
          body: { job_id: id, ...body, ...absent },
        });
        const result = {
          status_changed: true,
          reasons: [],
          verdict: 'accepted',
          ticker: null,
          date: '2023-01-13',
          action: body.action,
        };
        await progressed(gateway, { job_id: id, status: 'succeeded', progress: 1, result });
        const answer = await answering;
        expect(answer.status).toBe(200);
        expect(answer.body).toEqual({ job_id: id, status: 'succeeded', ...result });
        expect(Object.keys(answer.body).slice(2)).toEqual(Object.keys(decisionResult.shape));
        const { body: job } = await get(`/v1/jobs/${id}`).expect(200);
        expect(job).toMatchObject({ kind: 'quality-decision', request: body });
        expect(Object.keys(job.request)).toEqual(['date', 'action', 'ticker', 'values', 'reason', 'decided_by']);
      });

      it.each([
        ['no reason', { ...ACCEPT, reason: undefined }, '/reason', 'is missing'],
        ['a reason of spaces', { ...ACCEPT, reason: '  ' }, '/reason', 'is empty'],
        ['a long reason', { ...ACCEPT, reason: 'x'.repeat(501) }, '/reason', 'at most 500'],
        ['nobody', { ...ACCEPT, decided_by: '' }, '/decided_by', 'is empty'],
        ['a long name', { ...ACCEPT, decided_by: 'x'.repeat(101) }, '/decided_by', 'at most 100'],
        ['an unknown action', { ...ACCEPT, action: 'delete' }, '/action', 'accept, override or reject'],
        ['another spelling of a ticker', { ...ACCEPT, ticker: 'BRK/B' }, '/ticker', 'such as BRK.B'],
        ['an override without a row', { ...OVERRIDE, ticker: undefined }, '/ticker', 'is missing'],
        ['an override without values', { ...OVERRIDE, values: undefined }, '/values', 'is missing'],
        ['an override of nothing', { ...OVERRIDE, values: {} }, '/values', 'is missing or empty'],
        ['a close of 0', { ...OVERRIDE, values: { close: 0 } }, '/values/close', 'must not be below 0.000001'],
        ['a close that is no number', { ...OVERRIDE, values: { close: '12' } }, '/values/close', 'must be a number'],
        ['a negative cap', { ...OVERRIDE, values: { market_cap: -1 } }, '/values/market_cap', 'below 0'],
        ['half a share', { ...OVERRIDE, values: { volume: 0.5 } }, '/values/volume', 'whole number'],
        ['an unknown value', { ...OVERRIDE, values: { vwap: 1 } }, '/values/vwap', 'leave it out'],
        ['values without an override', { ...ACCEPT, values: { close: 1 } }, '/values', 'leave it out of accept'],
        ['a rejected row', { ...ACCEPT, action: 'reject', ticker: 'NA' }, '/ticker', 'the whole session'],
        ['an unknown member', { ...ACCEPT, id: 1 }, '/id', 'is not known'],
        ['a reason that no store takes', { ...ACCEPT, reason: 'a\u0000b' }, '/reason', 'control characters'],
        ['a reason that moves the cursor', { ...ACCEPT, reason: 'a\u001b[2Jb' }, '/reason', 'control characters'],
        ['half a character', { ...ACCEPT, decided_by: 'a\ud800b' }, '/decided_by', 'half a character'],
        [
          'brackets without end',
          `{"values":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
          '/values',
          'must be an object',
        ],
        ['a hidden value', '{"values":{"__proto__":{}}}', '/values/__proto__', 'is not known'],
      ])('answers 400 for %s, pointing at it', async (_, body, pointer, message) => {
        const answer = await server().post('/v1/quality/decisions').type('json').send(body).expect(400);
        const errors = answer.body.errors as { pointer: string; message: string }[];
        expect(errors.find((error) => error.pointer === pointer)?.message).toContain(message);
        expect(await gateway.store.query('select id from jobs')).toEqual([]);
      });

      it('hands on text as it is, whatever it looks like', async () => {
        const reason = `Robert'); drop table jobs; -- 数\n\t"€" 🙂`;
        const answering = sent(
          server()
            .post('/v1/quality/decisions')
            .set('Prefer', 'wait=0')
            .send({ ...ACCEPT, reason }),
        );
        expect((await nextCommand(gateway)).body).toMatchObject({ reason });
        expect((await answering).status).toBe(202);
      });

      it('answers 404 for a day without rows', async () => {
        for (const date of ['2023-01-15', '2023-01-12', '2023-02-28']) {
          const answer = await server()
            .post('/v1/quality/decisions')
            .send({ ...ACCEPT, date })
            .expect(404);
          expect(answer.body.type).toBe('/problems/quality-session-not-found');
        }
      });

      it('fails as refused when the worker says so', async () => {
        const answering = sent(server().post('/v1/quality/decisions').send(OVERRIDE));
        const { body } = await nextCommand(gateway);
        const error = { type: 'about:blank', title: 'Unprocessable', status: 422, detail: 'BRK.B has no row.' };
        await progressed(gateway, { job_id: body.job_id, status: 'failed', error });
        expect((await answering).body).toMatchObject({
          type: '/problems/decision-refused',
          detail: 'BRK.B has no row.',
        });
      });
    });

    describe('GET /v1/quality/decisions', () => {
      it('lists who decided what, when and why, by session, and pages', async () => {
        await storeDecision(3, '2023-01-12', '', null);
        await storeDecision(2, '2023-01-13', '', null);
        await storeDecision(1, '2023-01-13', 'AAPL', { close: 12.5 });
        await storeDecision(4, '2023-02-01', '', null);
        const path = '/v1/quality/decisions?start_date=2023-01-01&end_date=2023-01-31';
        const { body } = await get(path).expect(200);
        expect(body.data.map(({ date, id }: { date: string; id: string }) => [date, id])).toEqual([
          ['2023-01-12', idOf(3)],
          ['2023-01-13', idOf(1)],
          ['2023-01-13', idOf(2)],
        ]);
        expect(Object.keys(body.data[0])).toEqual(Object.keys(datedDecision.shape));
        const first = await get(`${path}&limit=2`).expect(200);
        expect(first.body.data).toEqual(body.data.slice(0, 2));
        const second = await get(`${path}&limit=2&cursor=${first.body.next_cursor}`).expect(200);
        expect(second.body).toMatchObject({ data: body.data.slice(2), next_cursor: null });
        await get(`${path}&cursor=nonsense`).expect(400);
      });
    });
  });
}
