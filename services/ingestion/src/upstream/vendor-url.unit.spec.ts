import { vendorUrl } from './vendor-url.js';

const PUBLIC = ['https://api.massive.com', 'https://api.polygon.io'];
const url = (path: string, base = 'https://api.massive.com', known = PUBLIC): string =>
  vendorUrl({ path }, base, known).href;

describe('the URL of a call', () => {
  it('is a path under the base, with the query of the request', () => {
    const query = { date: '2024-02-29', adjusted: false, limit: 1000 };
    expect(vendorUrl({ path: '/v3/x?sort=a&limit=5', query }, 'http://127.0.0.1:9/massive', PUBLIC).href).toBe(
      'http://127.0.0.1:9/massive/v3/x?sort=a&limit=1000&date=2024-02-29&adjusted=false',
    );
  });

  it('follows a next_url of the same origin, and without what is after #', () => {
    expect(url('https://api.massive.com/v3/x?cursor=abc#top')).toBe('https://api.massive.com/v3/x?cursor=abc');
    expect(url('http://127.0.0.1:9/massive/v3/x?cursor=1', 'http://127.0.0.1:9/massive')).toBe(
      'http://127.0.0.1:9/massive/v3/x?cursor=1',
    );
  });

  it('asks the stand-in where a next_url names the vendor itself', () => {
    expect(url('https://api.polygon.io/v3/x?cursor=1', 'http://127.0.0.1:9/massive')).toBe(
      'http://127.0.0.1:9/massive/v3/x?cursor=1',
    );
    expect(url('https://fmp.example/stable/x?page=2', 'http://127.0.0.1:9/fmp', ['https://fmp.example/stable'])).toBe(
      'http://127.0.0.1:9/fmp/x?page=2',
    );
    expect(url('http://api.massive.com/v3/x')).toBe('https://api.massive.com/v3/x');
  });

  it.each([
    ['https://evil.example/v3/x', 'evil.example'],
    ['https://api.massive.com.evil.example/v3/x', 'api.massive.com.evil.example'],
    ['https://api.massive.com@evil.example/', 'evil.example'],
    ['ftp://api.massive.com/v3/x', 'api.massive.com'],
    ['javascript:alert(1)', 'no host'],
    ['http://[', 'no host'],
  ])('refuses %s', (path, host) => {
    expect(() => url(path)).toThrow(`asked to follow a URL of ${host}, which is not api.massive.com`);
  });

  it.each(['v3/x', '', '\\evil.example'])('refuses the path %j', (path) => {
    expect(() => url(path)).toThrow('does not begin with a slash');
  });

  it.each(['//evil.example/x', '/\\evil.example/x', '/@evil.example', '/../../x'])(
    '%s stays with the vendor',
    (path) => {
      expect(new URL(url(path)).origin).toBe('https://api.massive.com');
    },
  );
});
