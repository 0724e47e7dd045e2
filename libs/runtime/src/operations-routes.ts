import type { Application } from 'express';
import type { Readiness } from './health.js';
import type { Metrics } from './metrics.js';

/**
 * What operators and orchestrators ask every process:
 * `/healthz` 200 as long as the process turns its event loop; `/readyz` 200 or 503 with the result of every check;
 * `/metrics` in the text format of Prometheus.
 */
export function addOperationsRoutes(application: Application, readiness: Readiness, metrics: Metrics): void {
  application.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  application.get('/readyz', async (_request, response) => {
    const report = await readiness.read();
    response
      .status(report.ready ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status: report.ready ? 'ready' : 'not ready', checks: report.checks });
  });
  application.get('/metrics', async (_request, response) => {
    const { contentType, text } = await metrics.read();
    response.set('Content-Type', contentType).send(text);
  });
}
