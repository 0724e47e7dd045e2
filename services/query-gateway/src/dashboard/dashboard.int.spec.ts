import request from 'supertest';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { readPublicFiles } from './public-files.js';

let gateway: GatewayApp;
const get = (path: string) => request(gateway.app.getHttpServer()).get(path);

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

describe('the page', () => {
  it('is HTML without anything inline or from elsewhere, and refers to files that are there', async () => {
    const { text, headers } = await get('/').expect(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/i);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    for (const [, path = ''] of text.matchAll(/(?:src|href)="(\/[^"]*)"/g)) await get(path).expect(200);
  });

  it.each([...readPublicFiles().keys()])('has %s, which can be asked for conditionally', async (name) => {
    const answer = await get(`/assets/${name}`).expect(200);
    const type = { html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' }[
      name.split('.')[1] ?? ''
    ];
    expect(answer.headers['content-type']).toContain(type);
    await get(`/assets/${name}`)
      .set('If-None-Match', answer.headers['etag'] ?? '')
      .expect(304);
  });

  it('imports only modules that are served, and writes no markup from data', () => {
    const files = readPublicFiles();
    for (const [name, { body }] of files) {
      if (!name.endsWith('.js') || name === 'uplot.js') continue;
      const source = body.toString();
      for (const [, module = ''] of source.matchAll(/from '\/assets\/([^']+)'/g))
        expect([...files.keys()]).toContain(module);
      expect(source).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/);
    }
  });
});
