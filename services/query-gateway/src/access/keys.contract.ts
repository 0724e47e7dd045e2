import request from 'supertest';
import { keyAnswer } from '#contracts/api/access.schema';
import type { GatewayConfiguration } from '#runtime/gateway-settings';
import type { Database } from '#storage/database';
import type { GatewayApp } from '../../test/gateway-app.js';
import { ADMIN_KEY, closed } from '../../test/keyed-gateway.js';
import { KeyUse } from './key-use.js';

const TODAY = '2026-03-02';
const NOW = `${TODAY}T17:00:00.000Z`;
const UNKNOWN_ID = '0198c1b2-7a30-4c51-8d5e-2f6a9b0c1d2e';
const UNKNOWN_KEY = `ewi_abcdefgh_${'x'.repeat(43)}`;

interface MadeKey {
  readonly id: string;
  readonly key: string;
  readonly prefix: string;
  readonly owner: string;
}

/** How many rows of any table that the gateway may read hold `text`, as text or as bytes. */
async function rowsWith(store: Database, text: string): Promise<number> {
  const tables = await store.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'query_gateway')`,
  );
  const hex = Buffer.from(text).toString('hex');
  let rows = 0;
  for (const { name } of tables) {
    const found = await store.query(`select from ${name} t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0`, [
      text,
      hex,
    ]);
    rows += found.length;
  }
  return rows;
}

/** Over each store: its statements have to be valid on both engines. */
export function describeKeys(
  store: string,
  start: (today: string, settings: Partial<GatewayConfiguration>) => Promise<GatewayApp>,
): void {
  describe(`keys over ${store}`, () => {
    let gateway: GatewayApp;
    beforeAll(async () => {
      gateway = await start(TODAY, closed);
    }, 180_000);
    afterAll(() => gateway.close());
    beforeEach(async () => {
      await gateway.store.execute('delete from api_keys');
      at(NOW);
    });

    const at = (instant: string): void => void (gateway.clock.now = () => new Date(instant));
    const call = (method: 'get' | 'post' | 'delete', path: string, key?: string): request.Test => {
      const sent = request(gateway.app.getHttpServer())[method](path);
      return key === undefined ? sent : sent.set('Authorization', `Bearer ${key}`);
    };
    const make = async (body: object = {}): Promise<MadeKey> => {
      const answer = await call('post', '/v1/keys', ADMIN_KEY).send({ name: 'reporting', scopes: ['read'], ...body });
      expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
      return answer.body as MadeKey;
    };
    /** A question that needs the scope read; its answer is 404 where it is let in, since nothing has been built. */
    const ask = async (key: string): Promise<number> =>
      (await call('get', '/index-composition?date=2026-03-02', key)).status;

    describe('POST /v1/keys', () => {
      it('shows a key of 256 random bits once, and it is valid at once', async () => {
        const body = { name: ' nightly build ', scopes: ['read', 'build', 'read'], limit_per_minute: 60 };
        const answer = await call('post', '/v1/keys', ADMIN_KEY).send({
          ...body,
          expires_at: '2027-01-01T00:00:00+01:00',
        });
        const { key, ...rest } = answer.body as MadeKey;
        expect(answer.status).toBe(201);
        expect(key).toMatch(/^ewi_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$/);
        expect(Buffer.from(key.slice(13), 'base64url')).toHaveLength(32);
        expect(rest).toEqual({
          ...{ id: rest.id, name: 'nightly build', prefix: key.slice(0, 12), owner: `key:${rest.id}` },
          ...{
            scopes: ['read', 'build'],
            status: 'active',
            limit_per_minute: 60,
            created_at: NOW,
            created_by: 'admin',
          },
          ...{ expires_at: '2026-12-31T23:00:00.000Z', revoked_at: null, last_used_at: null, replaced_by: null },
        });
        expect(answer.headers).toMatchObject({ location: `/v1/keys/${rest.id}`, 'cache-control': 'no-store' });
        expect(await ask(key)).toBe(404);
        const { body: shown } = await call('get', `/v1/keys/${rest.id}`, ADMIN_KEY).expect(200);
        expect(shown).toEqual(rest);
        expect(Object.keys(shown)).toEqual(Object.keys(keyAnswer.shape).filter((name) => name !== 'data_source'));
      });

      it('API2: keeps nothing but the hash, in no table', async () => {
        const { key } = await make();
        await ask(key);
        expect(await rowsWith(gateway.store, key.slice(0, 12))).toBeGreaterThan(0);
        expect(await rowsWith(gateway.store, key)).toBe(0);
        expect(await rowsWith(gateway.store, key.slice(13))).toBe(0);
        expect(await rowsWith(gateway.store, ADMIN_KEY)).toBe(0);
      });

      it.each([
        ['no name', { name: undefined }, '/name', 'is missing'],
        ['a name of blanks', { name: '  ' }, '/name', 'is empty'],
        ['a long name', { name: 'x'.repeat(101) }, '/name', 'at most 100'],
        ['a name with control characters', { name: 'a\u0000b' }, '/name', 'control characters'],
        ['no scope', { scopes: [] }, '/scopes', 'is empty'],
        ['no list of scopes', { scopes: 'read' }, '/scopes', 'no list'],
        ['an unknown scope', { scopes: ['write'] }, '/scopes/0', 'read, build, export or admin'],
        ['a day for an instant', { expires_at: '2027-01-01' }, '/expires_at', 'with its zone'],
        [
          'an expiry after all years',
          { expires_at: '9999-12-31T23:59:59-01:00' },
          '/expires_at',
          'after the year 9999',
        ],
        ['a past expiry', { expires_at: NOW }, '/expires_at', 'has passed'],
        ['a limit of nought', { limit_per_minute: 0 }, '/limit_per_minute', 'at least 1'],
        ['half a call', { limit_per_minute: 0.5 }, '/limit_per_minute', 'whole number'],
        ['an owner of the choice of the caller (API3)', { owner: 'admin' }, '/owner', 'is not known'],
      ])('answers 400 for %s, pointing at it', async (_, body, pointer, message) => {
        const sent = { name: 'reporting', scopes: ['read'], ...body };
        const answer = await call('post', '/v1/keys', ADMIN_KEY).send(sent).expect(400);
        const errors = answer.body.errors as { pointer: string; message: string }[];
        expect(errors.find((error) => error.pointer === pointer)?.message).toContain(message);
        expect(await gateway.store.query('select id from api_keys')).toEqual([]);
      });
    });

    it('lists the newest first, in pages, and never shows a key again', async () => {
      const made: MadeKey[] = [];
      for (const minute of [1, 2, 2, 3]) {
        at(`${TODAY}T17:0${minute}:00.000Z`);
        made.push(await make({ name: `key ${minute}` }));
      }
      const first = await call('get', '/v1/keys?limit=3', ADMIN_KEY).expect(200);
      const second = await call('get', `/v1/keys?limit=3&cursor=${first.body.next_cursor}`, ADMIN_KEY).expect(200);
      const listed = [...first.body.data, ...second.body.data] as { id: string; created_at: string }[];
      expect(second.body.next_cursor).toBeNull();
      expect(listed.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
      expect(listed.map(({ created_at }) => created_at)).toEqual(
        ['03', '02', '02', '01'].map((minute) => `${TODAY}T17:${minute}:00.000Z`),
      );
      for (const { key } of made) expect(JSON.stringify(listed)).not.toContain(key.slice(13));
      await call('get', '/v1/keys?cursor=nonsense', ADMIN_KEY).expect(400);
    });

    it('answers 404 for keys that there are not, and 400 for what is no identifier', async () => {
      for (const sent of [
        call('get', `/v1/keys/${UNKNOWN_ID}`, ADMIN_KEY),
        call('delete', `/v1/keys/${UNKNOWN_ID}`, ADMIN_KEY),
        call('post', `/v1/keys/${UNKNOWN_ID}/rotate`, ADMIN_KEY).send({}),
      ]) {
        expect((await sent.expect(404)).body.type).toBe('/problems/key-not-found');
      }
      await call('get', '/v1/keys/mine', ADMIN_KEY).expect(400);
    });

    describe('API2: a key', () => {
      it('is taken from either header, and from no query', async () => {
        const { key } = await make();
        const get = () => request(gateway.app.getHttpServer()).get('/index-composition?date=2026-03-02');
        await get().set('X-API-Key', key).expect(404);
        await get().set('Authorization', `bearer ${key}`).expect(404);
        await get().set('Authorization', `Bearer ${key}`).set('X-API-Key', key).expect(404);
        await get().set('Authorization', 'Basic dXNlcjpwYXNz').set('X-API-Key', key).expect(404);
        await request(gateway.app.getHttpServer()).get(`/index-composition?date=2026-03-02&api_key=${key}`).expect(401);
        const both = await get().set('Authorization', `Bearer ${key}`).set('X-API-Key', ADMIN_KEY).expect(400);
        expect(both.body.errors[0]).toMatchObject({ parameter: 'X-API-Key' });
        expect(both.text).not.toContain(key.slice(13));
        expect(both.text).not.toContain(ADMIN_KEY);
      });

      it('is asked for with 401 and WWW-Authenticate where there is none, or a wrong one', async () => {
        const none = await call('get', '/v1/keys').expect(401);
        expect(none.body.type).toBe('/problems/unauthenticated');
        expect(none.headers['www-authenticate']).toBe('Bearer realm="equal-weighted-index"');
        const { key } = await make();
        const last = key.endsWith('A') ? 'B' : 'A';
        for (const wrong of [
          UNKNOWN_KEY,
          `${key.slice(0, -1)}${last}`,
          `${key}A`,
          key.slice(0, 12),
          '',
          'a.b.c',
          'x'.repeat(9_000),
        ]) {
          const answer = await call('get', '/v1/keys', wrong).expect(401);
          expect(answer.headers['www-authenticate']).toBe('Bearer realm="equal-weighted-index", error="invalid_token"');
        }
      });

      it('takes the same way through the store whether it is unknown, mistyped, expired or revoked', async () => {
        const expired = await make({ expires_at: '2026-03-02T18:00:00Z' });
        const revoked = await make();
        await call('delete', `/v1/keys/${revoked.id}`, ADMIN_KEY).expect(200);
        at(`${TODAY}T18:00:00.000Z`);
        const mistyped = `${expired.key.slice(0, 20)}${expired.key[20] === 'A' ? 'B' : 'A'}${expired.key.slice(21)}`;
        const answers: string[] = [];
        for (const wrong of [UNKNOWN_KEY.replace('abcdefgh', 'abcdefgi'), mistyped, expired.key, revoked.key]) {
          const before = gateway.statements.length;
          const { status, body } = await call('get', '/v1/keys', wrong);
          const asked = gateway.statements.slice(before);
          answers.push(
            `${status} ${body.detail as string} ${asked.filter((text) => text.includes('api_keys')).length}`,
          );
        }
        expect(new Set(answers).size).toBe(1);
        expect(answers[0]).toMatch(/^401 .* 1$/);
      });

      it('ends to be valid at its expiry, to the millisecond, also while it is remembered', async () => {
        const { id, key } = await make({ expires_at: '2026-03-02T18:00:00Z' });
        at(`${TODAY}T17:59:59.999Z`);
        expect(await ask(key)).toBe(404);
        at(`${TODAY}T18:00:00.000Z`);
        expect(await ask(key)).toBe(401);
        const { body } = await call('get', `/v1/keys/${id}`, ADMIN_KEY).expect(200);
        expect(body.status).toBe('expired');
      });

      it('is refused at once by the replica that revokes it, for good', async () => {
        const { id, key } = await make();
        expect(await ask(key)).toBe(404);
        const { body } = await call('delete', `/v1/keys/${id}`, ADMIN_KEY).expect(200);
        expect(body).toMatchObject({ status: 'revoked', revoked_at: NOW });
        expect(await ask(key)).toBe(401);
        at(`${TODAY}T19:00:00.000Z`);
        const again = await call('delete', `/v1/keys/${id}`, ADMIN_KEY).expect(200);
        expect(again.body.revoked_at).toBe(NOW);
      });

      it('is looked up once, however many calls come with it at once and after another', async () => {
        const { key } = await make();
        const lookups = () => gateway.statements.filter((text) => text.includes('where k.hash =')).length;
        const before = lookups();
        await Promise.all(Array.from({ length: 20 }, () => ask(key)));
        for (let index = 0; index < 5; index += 1) await ask(key);
        expect(lookups() - before).toBe(1);
      });

      it('has the time of its last use, kept at most once a minute and not while a call waits', async () => {
        const { id, key } = await make();
        const lastUsed = async () =>
          (await call('get', `/v1/keys/${id}`, ADMIN_KEY)).body.last_used_at as string | null;
        const useAt = async (instant: string): Promise<void> => {
          at(instant);
          await ask(key);
        };
        await useAt(`${TODAY}T17:00:10.000Z`);
        expect(await lastUsed()).toBeNull();
        await gateway.get(KeyUse).flush();
        expect(await lastUsed()).toBe(`${TODAY}T17:00:10.000Z`);
        await useAt(`${TODAY}T17:01:09.999Z`);
        await gateway.get(KeyUse).flush();
        expect(await lastUsed()).toBe(`${TODAY}T17:00:10.000Z`);
        await useAt(`${TODAY}T17:01:10.000Z`);
        await gateway.get(KeyUse).flush();
        expect(await lastUsed()).toBe(`${TODAY}T17:01:10.000Z`);
      });
    });

    describe('POST /v1/keys/{id}/rotate', () => {
      const rotate = (id: string, body: object = {}) => call('post', `/v1/keys/${id}/rotate`, ADMIN_KEY).send(body);

      it('makes a key of the same owner, and both are valid for the overlap', async () => {
        const old = await make({ scopes: ['read', 'export'], limit_per_minute: 7, expires_at: '2026-04-01T17:00:00Z' });
        at('2026-03-20T17:00:00.000Z');
        const { body } = await rotate(old.id, { overlap_seconds: 3600 }).expect(201);
        expect(body).toMatchObject({
          ...{ name: 'reporting', owner: old.owner, scopes: ['read', 'export'], limit_per_minute: 7, status: 'active' },
          // As long again as the old one was made for: 30 days.
          expires_at: '2026-04-19T17:00:00.000Z',
        });
        expect(body.key).not.toBe(old.key);
        const replaced = await call('get', `/v1/keys/${old.id}`, ADMIN_KEY);
        expect(replaced.body).toMatchObject({ replaced_by: body.id, expires_at: '2026-03-20T18:00:00.000Z' });
        at('2026-03-20T17:59:59.000Z');
        expect([await ask(old.key), await ask(body.key as string)]).toEqual([404, 404]);
        at('2026-03-20T18:00:00.000Z');
        expect([await ask(old.key), await ask(body.key as string)]).toEqual([401, 404]);
      });

      it('has an overlap of a day unless told, of 30 days at most, and of nothing where wanted', async () => {
        const expiryAfter = async (body: object): Promise<string> => {
          const { id } = await make();
          await rotate(id, body).expect(201);
          return (await call('get', `/v1/keys/${id}`, ADMIN_KEY)).body.expires_at as string;
        };
        expect(await expiryAfter({})).toBe('2026-03-03T17:00:00.000Z');
        expect(await expiryAfter({ overlap_seconds: 2_592_000 })).toBe('2026-04-01T17:00:00.000Z');
        expect(await expiryAfter({ overlap_seconds: 0 })).toBe(NOW);
        const { id } = await make();
        const answer = await rotate(id, { overlap_seconds: 2_592_001 }).expect(400);
        expect(answer.body.errors[0]).toMatchObject({ pointer: '/overlap_seconds', value: 2_592_001 });
      });

      it('gives no key an end beyond the year 9999', async () => {
        const { id } = await make({ expires_at: '9999-12-31T23:59:59.000Z' });
        at('2026-03-20T17:00:00.000Z');
        const { body } = await rotate(id).expect(201);
        expect(body.expires_at).toBe('9999-12-31T23:59:59.999Z');
      });

      it('does not lengthen the life of the old key', async () => {
        const { id } = await make({ expires_at: '2026-03-02T18:00:00Z' });
        await rotate(id, { overlap_seconds: 86_400 }).expect(201);
        const { body } = await call('get', `/v1/keys/${id}`, ADMIN_KEY);
        expect(body.expires_at).toBe('2026-03-02T18:00:00.000Z');
      });

      it('answers 409 for a key that was replaced, also when asked ten times at once, has expired or was revoked', async () => {
        const { id } = await make();
        const statuses = await Promise.all(Array.from({ length: 10 }, async () => (await rotate(id)).status));
        expect(statuses.sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
        const revoked = await make();
        await call('delete', `/v1/keys/${revoked.id}`, ADMIN_KEY);
        expect((await rotate(revoked.id).expect(409)).body.type).toBe('/problems/key-not-rotatable');
        const expired = await make({ expires_at: '2026-03-02T17:30:00Z' });
        at(`${TODAY}T17:30:00.000Z`);
        expect((await rotate(expired.id).expect(409)).body.detail).toContain('is expired');
      });
    });
  });
}
