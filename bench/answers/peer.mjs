/** A bare server that gives the bytes of a file: node bench/answers/peer.mjs express|fastify|node PORT FILE */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import express from 'express';
import fastify from 'fastify';

const [framework, port, file] = process.argv.slice(2);
const body = readFileSync(file);

const TYPE = 'application/json; charset=utf-8';

const servers = {
  express: () => {
    const app = express();
    app.disable('x-powered-by');
    // Hashing the body for each answer would make it slower still.
    app.disable('etag');
    app.get('/answer', (_request, response) => {
      response.set('Content-Type', TYPE).send(body);
    });
    app.listen(Number(port), '127.0.0.1');
  },
  fastify: () => {
    const app = fastify();
    app.get('/answer', (_request, reply) => reply.type(TYPE).send(body));
    return app.listen({ port: Number(port), host: '127.0.0.1' });
  },
  node: () => {
    const headers = ['Content-Type', TYPE, 'Content-Length', String(body.length)];
    createServer((_request, response) => response.writeHead(200, headers).end(body)).listen(Number(port), '127.0.0.1');
  },
};

await servers[framework]();
