import type { AddressInfo } from 'node:net';
import request from 'supertest';
import type { Scope } from '#contracts/api/access.schema';
import type { GatewayApp } from './gateway-app.js';

/** For `startGateway`: nobody comes in without a key. */
export const ADMIN_KEY = 'the-admin-key-of-a-test-0123456789abcdef';
export const closed = { access: 'keys', adminKey: ADMIN_KEY } as const;

export interface TestKey {
  readonly key: string;
  readonly owner: string;
}

export const admin: TestKey = { key: ADMIN_KEY, owner: 'admin' };

/** A key, made as people make them. */
export async function createKey(gateway: GatewayApp, name: string, scopes: readonly Scope[]): Promise<TestKey> {
  const { body } = await request(gateway.app.getHttpServer())
    .post('/v1/keys')
    .set('Authorization', `Bearer ${ADMIN_KEY}`)
    .send({ name, scopes })
    .expect(201);
  return body as TestKey;
}

/** Where the gateway listens. */
export function addressOf(gateway: GatewayApp): string {
  return `http://127.0.0.1:${(gateway.app.getHttpServer().address() as AddressInfo).port}`;
}
