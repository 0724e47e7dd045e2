import { IncomingMessage, ServerResponse } from 'node:http';
import { connect, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { operations } from '#contracts/api/operations';
import type { AuditEntry } from '#contracts/api/access.schema';
import type { GatewayConfiguration } from '#runtime/gateway-settings';
import type { Metrics } from '#runtime/metrics';
import { METRICS } from '#runtime/tokens';
import type { GatewayApp } from '../../test/gateway-app.js';
import { ADMIN_KEY, closed } from '../../test/keyed-gateway.js';
import { createApiKey } from './api-key.js';
import { AuditCleanup } from './audit-cleanup.js';
import { AuditLog } from './audit-log.js';

const TODAY = '2026-03-02';
const NOW = `${TODAY}T17:00:00.000Z`;

/** Over each store: its statements have to be valid on both engines. */
export function describeAudit(
  store: string,
  start: (today: string, settings: Partial<GatewayConfiguration>) => Promise<GatewayApp>,
): void {
  describe(`the audit log over ${store}`, () => {
    let gateway: GatewayApp;
    beforeAll(async () => {
      gateway = await start(TODAY, closed);
    }, 180_000);
    afterAll(() => gateway.close());
    beforeEach(async () => {
      await written();
      await gateway.store.execute('delete from audit_log');
      gateway.clock.now = () => new Date(NOW);
    });

    const call = (method: 'get' | 'post' | 'delete', path: string, key = ADMIN_KEY): request.Test =>
      request(gateway.app.getHttpServer())[method](path).set('X-API-Key', key);
    /** A call is noted when its connection is done with, which can be a moment after its answer. */
    const written = async (): Promise<void> => {
      await sleep(30);
      await gateway.get(AuditLog).flush();
    };
    const entries = async (query = 'start_date=2026-03-01&end_date=2026-03-31'): Promise<AuditEntry[]> => {
      await written();
      return (await call('get', `/v1/audit?${query}`).expect(200)).body.data as AuditEntry[];
    };
    const lost = async (): Promise<number> => {
      const metrics = gateway.app.get<Metrics>(METRICS, { strict: false });
      return (await metrics.auditedCallsLost.get()).values[0]?.value ?? 0;
    };

    it('names who wrote what, whatever became of it, and not who merely asked', async () => {
      const { body: reader } = await call('post', '/v1/keys').send({ name: 'reader', scopes: ['read'] });
      await call('get', '/index-composition?date=2026-03-02', reader.key as string).expect(404);
      await call('post', '/v1/keys?secret=1').set('X-Request-Id', 'mine').send({}).expect(400);
      await call('delete', `/v1/keys/${reader.id}`).expect(200);
      const found = await entries();
      const by = { at: NOW, caller: 'admin', owner: 'admin', address: expect.stringContaining('127.0.0.1') };
      expect(found).toEqual([
        { ...by, operation: 'revokeKey', path: `/v1/keys/${reader.id}`, status: 200, request_id: expect.any(String) },
        { ...by, operation: 'createKey', path: '/v1/keys', status: 400, request_id: expect.any(String) },
        { ...by, operation: 'createKey', path: '/v1/keys', status: 201, request_id: expect.any(String) },
      ]);
    });

    it('API2, API5: names who was refused, questions included', async () => {
      const { body: reader } = await call('post', '/v1/keys').send({ name: 'reader', scopes: ['read'] });
      await call('get', '/v1/keys', reader.key as string).expect(403);
      await call('post', '/build-index', reader.key as string)
        .send({})
        .expect(403);
      await call('get', '/index-composition?date=2026-03-02', 'wrong').expect(401);
      const [unknown, build, keys] = await entries();
      const known = { caller: `key:${reader.id}`, owner: reader.owner as string };
      expect(unknown).toMatchObject({ caller: 'unknown', owner: null, operation: 'getIndexComposition', status: 401 });
      expect(build).toMatchObject({ ...known, operation: 'buildIndex', status: 403 });
      expect(keys).toMatchObject({ ...known, operation: 'getKeys', status: 403 });
    });

    it('API2: names whoever left as soon as the question was put, too: else keys could be tried without a trace', async () => {
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      // The key is looked for only when this ends.
      let busy = Promise.resolve();
      await new Promise<void>((locked) => {
        busy = gateway.store.transaction(async (transaction) => {
          await transaction.execute('lock table api_keys in access exclusive mode');
          locked();
          await released;
        });
      });
      const { port } = gateway.app.getHttpServer().address() as AddressInfo;
      const asking = connect(port, '127.0.0.1');
      const wrong = createApiKey().key;
      asking.write(`GET /v1/keys HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: ${wrong}\r\n\r\n`);
      await sleep(100);
      asking.destroy();
      await sleep(100);
      release();
      await busy;
      expect(await entries()).toMatchObject([{ caller: 'unknown', owner: null, operation: 'getKeys', status: 499 }]);
    });

    it('is written at once where something was changed, and by its own time where it was refused', async () => {
      // Without the regular times.
      gateway.get(AuditLog).onModuleDestroy();
      const stored = () =>
        gateway.store.query<{ operation: string; status: number }>(
          'select l.operation, l.status from audit_log l order by l.id',
        );
      await call('post', '/v1/keys').send({}).expect(400);
      await sleep(100);
      expect(await stored()).toEqual([]);
      await call('post', '/v1/keys')
        .send({ name: 'reader', scopes: ['read'] })
        .expect(201);
      for (const deadline = Date.now() + 5_000; (await stored()).length < 2 && Date.now() < deadline;) await sleep(5);
      expect(await stored()).toEqual([
        { operation: 'createKey', status: 400 },
        { operation: 'createKey', status: 201 },
      ]);
      gateway.get(AuditLog).onApplicationBootstrap();
    });

    it('answers in pages, the newest first, of days in UTC', async () => {
      const instants = ['2026-02-28T23:59:59.999Z', '2026-03-01T00:00:00.000Z', '2026-03-01T12:00:00.000Z', NOW, NOW];
      for (const [number, instant] of instants.entries()) {
        gateway.clock.now = () => new Date(instant);
        await call('post', `/v1/keys/${number}/rotate`).send({}).expect(400);
        await written();
      }
      const paths = (found: readonly AuditEntry[]) => found.map(({ path }) => path.split('/')[3]);
      expect(paths(await entries('start_date=2026-03-01&end_date=2026-03-02'))).toEqual(['4', '3', '2', '1']);
      expect(paths(await entries('start_date=2026-02-28&end_date=2026-02-28'))).toEqual(['0']);
      const seen: AuditEntry[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const { body } = await call('get', `/v1/audit?start_date=2026-03-01&end_date=2026-03-02&limit=1${after}`);
        seen.push(...(body.data as AuditEntry[]));
        cursor = body.next_cursor as string | null;
      }
      expect(paths(seen)).toEqual(['4', '3', '2', '1']);
      await call('get', '/v1/audit').expect(400);
      await call('get', '/v1/audit?start_date=2026-03-02&end_date=2026-03-01').expect(400);
    });

    it('loses nothing while the store refuses for a while, and no call waits for it', async () => {
      await gateway.store.execute('revoke insert on audit_log from equal_index_query_gateway');
      await call('post', '/v1/keys').send({}).expect(400);
      await written();
      await gateway.store.execute('grant insert on audit_log to equal_index_query_gateway');
      expect(await entries()).toHaveLength(1);
      expect(await lost()).toBe(0);
    });

    it('API4: takes a thousand calls a minute from those whom nobody knows, and counts the others', async () => {
      const operation = operations.find(({ id }) => id === 'createKey');
      if (operation === undefined) throw new Error('there is no operation createKey');
      gateway.clock.now = () => new Date('2026-03-02T18:00:00.000Z');
      const before = await lost();
      const socket = new Socket();
      for (let index = 0; index < 1_010; index += 1) {
        const unanswered = new IncomingMessage(socket);
        const response = new ServerResponse(unanswered);
        gateway.get(AuditLog).watch(unanswered, response, operation);
        response.emit('close');
      }
      await written();
      const [row] = await gateway.store.query<{ calls: number }>('select count(*) as calls from audit_log');
      expect(row?.calls).toBe(1_000);
      expect((await lost()) - before).toBe(10);
    });

    it('keeps calls for 400 days', async () => {
      const insert = `insert into audit_log (at, caller, operation, path, status, request_id)
        select $1::timestamptz - n * interval '1 day', 'admin', 'createKey', '/v1/keys', 201, n::text from generate_series(390, 410) n`;
      await gateway.store.execute(insert, [NOW]);
      await gateway.get(AuditCleanup).run();
      const rows = await gateway.store.query<{ days: number }>(
        'select max(l.request_id::int4) as days from audit_log l',
      );
      expect(rows).toEqual([{ days: 400 }]);
    });
  });
}
