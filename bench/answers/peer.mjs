/** A bare server that gives the bytes of a file: node bench/answers/peer.mjs express|fastify PORT FILE */
import { readFileSync } from 'node:fs';
import express from 'express';
import fastify from 'fastify';

const [framework, port, file] = process.argv.slice(2);
const body = readFileSync(file);

if (framework === 'express') {
  const app = express();
  app.disable('x-powered-by');
  // Hashing the body for each answer would make it slower still.
  app.disable('etag');
  app.get('/answer', (_request, response) => {
    response.set('Content-Type', 'application/json; charset=utf-8').send(body);
  });
  app.listen(Number(port), '127.0.0.1');
} else {
  const app = fastify();
  app.get('/answer', (_request, reply) => reply.type('application/json; charset=utf-8').send(body));
  await app.listen({ port: Number(port), host: '127.0.0.1' });
}
