import { originForm } from './request-target.js';

describe('originForm', () => {
  it.each([
    ['/v1/jobs?limit=1', '/v1/jobs?limit=1'],
    ['/v1/jobs#top', '/v1/jobs'],
    ['/v1/jobs#?limit=1', '/v1/jobs'],
    ['/v1/jobs?cursor=http://a', '/v1/jobs?cursor=http://a'],
    ['//other/v1/jobs', '//other/v1/jobs'],
    ['http://index.example.org/v1/jobs?limit=1', '/v1/jobs?limit=1'],
    ['HTTPS://[2001:db8::7]:8443/v1/jobs', '/v1/jobs'],
    ['http://index.example.org', '/'],
    ['http://index.example.org?limit=1', '/?limit=1'],
    ['http://user:password@index.example.org/v1/jobs', 'http://user:password@index.example.org/v1/jobs'],
    ['ws://index.example.org/v1/jobs', 'ws://index.example.org/v1/jobs'],
    ['*', '*'],
  ])('of %j is %j', (target, form) => {
    expect(originForm(target)).toBe(form);
  });
});
