import request from 'supertest';
import { z } from 'zod';
import { operations } from '#contracts/api/operations';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';

let gateway: GatewayApp;
interface Document {
  readonly openapi: string;
  readonly paths: Record<
    string,
    Record<string, { operationId: string; responses: Record<string, object>; description: string }>
  >;
  readonly components: { schemas: Record<string, object> };
}
let document: Document;

beforeAll(async () => {
  gateway = await startGateway();
  document = (await request(gateway.app.getHttpServer()).get('/openapi.json').expect(200)).body as Document;
});
afterAll(() => gateway.close());

/** Routes that are files of the page and not part of the interface. */
const PAGE = ['GET /', 'GET /favicon.ico', 'GET /assets/{name}'];

/** `METHOD /path` of every route of the running application, as Express has them. */
function routes(): string[] {
  const express = gateway.app.getHttpAdapter().getInstance() as unknown as {
    router: { stack: { route?: { path: string; methods: Record<string, boolean> } }[] };
  };
  return express.router.stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : Object.keys(route.methods).map(
          (method) => `${method.toUpperCase()} ${route.path.replaceAll(/:(\w+)/g, '{$1}').replace(/(?<=.)\/$/, '')}`,
        ),
  );
}

describe('/openapi.json', () => {
  it('describes every route of the application, and none that is not there', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const real = routes().filter((route) => !PAGE.includes(route));
    expect([...described].sort()).toEqual([...new Set(real)].sort());
    expect(real.length).toBeGreaterThan(15);
  });

  it('is OpenAPI 3.1 with unique ids, and each operation says how it fails', () => {
    expect(document.openapi).toBe('3.1.0');
    const all = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length);
    for (const operation of all) {
      expect(operation.description.length).toBeGreaterThan(5);
      expect(operation.responses).toHaveProperty('500');
      expect(operation.responses).toHaveProperty('503');
      expect('408' in operation.responses).toBe('requestBody' in operation);
    }
  });

  it('refers to schemas that are there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    expect(references.length).toBeGreaterThan(10);
    for (const name of references) expect(document.components.schemas).toHaveProperty(name ?? '');
  });

  it('states the units', () => {
    const text = JSON.stringify(document);
    expect(text).toContain('in percent: 1.5 means 1.5 %');
    expect(text).toContain('as a fraction: 0.01 means 1 %');
    expect(text).toContain('in US dollars');
  });

  it('has examples that its own schemas accept', () => {
    for (const { id, answers, body } of operations) {
      if (body !== undefined) expect([id, body.schema.safeParse(body.example).error]).toEqual([id, undefined]);
      for (const { schema, example } of answers) {
        if (schema !== undefined) expect([id, schema.strict().safeParse(example).error]).toEqual([id, undefined]);
      }
    }
  });

  it('describes a stream by one event, whose data are JSON of a schema of ours', () => {
    const streams = operations.flatMap(({ answers }) => answers.filter(({ event }) => event !== undefined));
    expect(streams).toHaveLength(2);
    for (const { event, example } of streams) {
      const { data } = z.strictObject({ id: z.string(), event: z.string(), data: z.string() }).parse(example);
      expect(event?.strict().safeParse(JSON.parse(data)).error).toBeUndefined();
    }
    const described = JSON.stringify(document).match(/"text\/event-stream":\{"schema":\{"type":"object"/g);
    expect(described).toHaveLength(2);
  });
});
