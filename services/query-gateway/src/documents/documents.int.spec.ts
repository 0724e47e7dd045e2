import request from 'supertest';
import { operations } from '#contracts/api/operations';
import { problemKinds } from '#contracts/api/problem.schema';
import { Topic } from '#contracts/topics';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { closed } from '../../test/keyed-gateway.js';
import type { InterfaceDocument } from './interface-document.js';
import { referencePage } from './reference-page.js';

let gateway: GatewayApp;
const get = (path: string) => request(gateway.app.getHttpServer()).get(path);

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const EMPTY = new Set(['meta', 'link', 'input', 'br', 'hr', '!doctype']);

/** What is wrong with the nesting of a page; empty when every tag that opens is closed in its turn. */
function faultsOf(page: string): string[] {
  const open: string[] = [];
  const faults: string[] = [];
  for (const [, slash, name = ''] of page.matchAll(
    /<(\/?)([a-z!][a-z0-9]*)(?:\s+[a-z-]+(?:="[^"<>]*")?|\s+html)*\s*\/?>/gi,
  )) {
    const tag = name.toLowerCase();
    if (EMPTY.has(tag)) continue;
    if (slash === '') open.push(tag);
    else if (open.pop() !== tag) faults.push(`</${tag}>`);
  }
  return [...faults, ...open];
}

describe.each(['/docs', '/docs/events'])('%s', (path) => {
  it('is whole HTML without anything inline or from elsewhere, under a strict policy', async () => {
    const { text, headers } = await get(path).expect(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=/i);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(faultsOf(text)).toEqual([]);
    expect(faultsOf(text.replace('</section>', ''))).not.toEqual([]);
    // What remains of the page without its tags has no bracket in it.
    expect(text.replaceAll(/<\/?[a-z!][^<>]*>/gi, '')).not.toMatch(/[<>]/);
  });

  it('has the places that it refers to, each once', async () => {
    const { text } = await get(path).expect(200);
    const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(ids.length).toBe(new Set(ids).size);
    for (const [, anchor] of text.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(anchor);
    const paths = new Set([...text.matchAll(/href="(\/[^"#]*)"/g)].map(([, target = '']) => target));
    for (const target of paths) expect([target, (await get(target)).status]).toEqual([target, 200]);
  });

  it('can be asked for conditionally, by HEAD, and compressed', async () => {
    const answer = await get(path).set('Accept-Encoding', 'br').expect(200);
    expect(answer.headers['content-encoding']).toBe('br');
    await get(path)
      .set({ 'Accept-Encoding': 'br', 'If-None-Match': answer.headers['etag'] ?? '' })
      .expect(304);
    const head = await request(gateway.app.getHttpServer()).head(path).expect(200);
    expect(Number(head.headers['content-length'])).toBeGreaterThan(1000);
  });
});

describe('/docs', () => {
  it('has every operation, path, parameter, scope and problem', async () => {
    const { text } = await get('/docs').expect(200);
    const { body } = await get('/openapi.json').expect(200);
    const document = body as InterfaceDocument;
    for (const [path, methods] of Object.entries(document.paths)) {
      expect(text).toContain(`<code>${path}</code>`);
      for (const { operationId, parameters = [] } of Object.values(methods)) {
        expect(text).toContain(`id="${operationId}"`);
        for (const { name } of parameters) expect(text).toContain(`<code>${name}</code>`);
      }
    }
    for (const kind of Object.keys(problemKinds)) expect(text).toContain(`id="problem-${kind}"`);
    for (const name of Object.keys(document.components.schemas)) expect(text).toContain(`id="schema-${name}"`);
    expect([...text.matchAll(/class="docs-curl"/g)]).toHaveLength(operations.length);
    expect(text).toContain('Scope <code>build</code>, cost 20.');
    expect(text).toContain('as a fraction: 0.01 means 1 %');
  });

  it('calls the host that was asked, and repeats no other text', async () => {
    const named = await get('/docs').set('Host', 'index.example.org:8443').expect(200);
    expect(named.text).toContain('http://index.example.org:8443/v1/jobs');
    const behind = await get('/docs').set({ Host: 'index.example.org', 'X-Forwarded-Proto': 'https' }).expect(200);
    expect(behind.text).toContain('https://index.example.org/v1/jobs');
    const hostile = await get('/docs').set('Host', "x';rm -rf ~;'<b>").expect(200);
    expect(hostile.text).not.toContain('rm -rf');
    expect(hostile.text).toContain('http://localhost:8000/v1/jobs');
    for (let name = 0; name < 20; name += 1) await get('/docs').set('Host', `host${name}.example.org`).expect(200);
    expect((await get('/docs').set('Host', 'host19.example.org')).text).toContain('http://host19.example.org/v1/jobs');
  });

  it('takes the key from the environment where one is asked for', async () => {
    expect((await get('/docs')).text).not.toContain('$EWI_API_KEY');
    const guarded = await startGateway('2023-02-03', undefined, closed);
    try {
      const { text } = await request(guarded.app.getHttpServer()).get('/docs').expect(200);
      expect(text).toContain('-H &quot;X-API-Key: $EWI_API_KEY&quot;');
    } finally {
      await guarded.close();
    }
  });

  it('shows what a description says as text, whatever it says', () => {
    const evil = `<img src=x onerror="alert('x')"> & \`<script>\``;
    const document: InterfaceDocument = {
      info: { title: evil, version: evil, description: evil },
      tags: [{ name: 'Index', description: evil }],
      paths: {
        '/x/{id}': {
          get: {
            operationId: 'x',
            tags: ['Index'],
            summary: evil,
            description: evil,
            parameters: [{ name: 'id', in: 'path', required: true, description: evil, schema: { enum: [evil] } }],
            responses: {
              200: { description: evil, content: { 'application/json': { example: { a: evil } } } },
              201: { description: evil, headers: { [evil]: { description: evil } } },
            },
          },
        },
      },
      components: { schemas: { X: { description: evil, properties: { [evil]: { const: evil, description: evil } } } } },
    };
    const page = referencePage(document, { origin: 'http://localhost:8000', keys: false });
    expect(page).not.toMatch(/<img|<script/);
    expect(faultsOf(page)).toEqual([]);
    expect(page).toContain('<code>&lt;script&gt;</code>');
  });
});

describe('/docs/events', () => {
  it('has every topic with its fields, key and headers', async () => {
    const { text } = await get('/docs/events').expect(200);
    for (const topic of Object.values(Topic)) expect(text).toContain(`id="topic-${topic}"`);
    for (const word of ['members[].ticker', 'keyed by index id', 'ce_id', 'x-attempts', 'kept for 14 days'])
      expect(text).toContain(word);
  });
});
