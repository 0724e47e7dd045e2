import { curlLine, quoted } from './curl-line.js';
import type { DescribedOperation } from './interface-document.js';

const operation: DescribedOperation = { operationId: 'x', tags: [], summary: '', description: '', responses: {} };
const target = { origin: 'http://localhost:8000', keys: false };

describe('curlLine', () => {
  it('fills the path and the parameters that are needed, from their examples', () => {
    const parameters = [
      { name: 'id', in: 'path', required: true, schema: { examples: ['a b'] } },
      { name: 'date', in: 'query', required: true, schema: { examples: ['2023-01-13'] } },
      { name: 'limit', in: 'query', schema: { examples: [5] } },
      { name: 'Prefer', in: 'header', schema: {} },
    ] as const;
    expect(curlLine({ ...operation, parameters }, { ...target, method: 'get', path: '/v1/x/{id}' })).toBe(
      `curl 'http://localhost:8000/v1/x/a%20b?date=2023-01-13'`,
    );
  });

  it('sends bodies, files and keys, and takes streams and workbooks', () => {
    const body = { content: { 'application/json': { example: { reason: "it's" } } } };
    expect(
      curlLine(
        { ...operation, requestBody: body, 'x-scope': 'admin' },
        { ...target, keys: true, method: 'post', path: '/x' },
      ),
    ).toBe(
      `curl -H "X-API-Key: $EWI_API_KEY" -H 'Content-Type: application/json' -d '{"reason":"it'\\''s"}' 'http://localhost:8000/x'`,
    );
    expect(
      curlLine(
        { ...operation, requestBody: { content: { 'text/csv': {} } } },
        { ...target, method: 'post', path: '/x' },
      ),
    ).toBe(`curl -H 'Content-Type: text/csv' --data-binary @prices.csv 'http://localhost:8000/x'`);
    const stream = { 200: { description: '', content: { 'text/event-stream': {} } } };
    expect(curlLine({ ...operation, responses: stream }, { ...target, method: 'get', path: '/x' })).toBe(
      `curl -N -H 'Accept: text/event-stream' 'http://localhost:8000/x'`,
    );
    expect(curlLine(operation, { ...target, method: 'delete', path: '/x' })).toBe(
      `curl -X DELETE 'http://localhost:8000/x'`,
    );
  });

  it('quotes for the shell', () => {
    expect(quoted(`a'b$c`)).toBe(`'a'\\''b$c'`);
  });
});
