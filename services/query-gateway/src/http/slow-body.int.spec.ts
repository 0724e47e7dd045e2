import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { NextFunction, Request, Response } from 'express';
import { readJsonBody } from './http.middleware.js';
import { ProblemError } from './problem.error.js';

test('a JSON body that does not arrive in time is answered with 408, once', async () => {
  const passed: unknown[] = [];
  const app = express();
  app.use((request, response, next) => readJsonBody(request, response, next, 50));
  app.use((error: unknown, _: Request, response: Response, __: NextFunction) => {
    passed.push(error);
    if (error instanceof ProblemError) response.status(error.status).set(error.headers).end();
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"start');
  let answer = '';
  socket.on('data', (bytes) => (answer += bytes.toString()));
  await once(socket, 'close');
  server.close();
  expect(answer).toMatch(/^HTTP\/1.1 408 /);
  expect(answer).toContain('Connection: close');
  expect(passed).toHaveLength(1);
});
