/** Ends with 0 when the service in this container answers 2xx on the path given, else with 1 and the reason. */
import http from 'node:http';
import https from 'node:https';

const path = process.argv[2] ?? '/healthz';
const address = { host: '127.0.0.1', port: process.env.PORT ?? 8000, path, timeout: 4_000 };

function ask(protocol, options) {
  return new Promise((resolve, reject) => {
    const request = protocol.get({ ...address, ...options }, (response) => {
      let text = '';
      response.on('data', (bytes) => (text += bytes));
      response.once('end', () => {
        if (response.statusCode >= 200 && response.statusCode < 300) resolve();
        else reject(new Error(`${response.statusCode} ${text}`));
      });
    });
    request.once('timeout', () => request.destroy(new Error('no answer within 4 s')));
    request.once('error', reject);
  });
}

try {
  // With a certificate the gateway speaks TLS, for a name that is not the one asked for here.
  if (process.env.TLS_CERT_FILE && process.env.SERVICE === 'query-gateway')
    await ask(https, { rejectUnauthorized: false });
  else await ask(http, {});
} catch (error) {
  process.stderr.write(`${path}: ${error.message}\n`);
  process.exitCode = 1;
}
