import { createLogger } from './logging.js';
import { NestLogger } from './nest-logger.js';
import { requestIdFrom, runAsRequest } from './request-context.js';

function logged(logFormat: 'json' | 'text'): { logger: ReturnType<typeof createLogger>; lines: string[] } {
  const lines: string[] = [];
  const logger = createLogger({ logLevel: 'debug', logFormat }, 'performance', {
    write: (line) => void lines.push(line),
  });
  return { logger, lines };
}

describe('the log', () => {
  it('is one JSON object per line with time, level, service and message', () => {
    const { logger, lines } = logged('json');
    logger.warn({ topic: 'a' }, 'late');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      service: 'performance',
      topic: 'a',
      msg: 'late',
    });
  });

  it('carries the request and the trace that a line belongs to, across awaits', async () => {
    const { logger, lines } = logged('json');
    const trace = '0af7651916cd43dd8448eb211c80319c';
    await runAsRequest('request-1', `00-${trace}-b7ad6b7169203331-01`, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      logger.info('inside');
    });
    logger.info('outside');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ request_id: 'request-1', trace_id: trace });
    expect(JSON.parse(lines[1] ?? '')).not.toHaveProperty('request_id');
  });

  it('is short lines for people', () => {
    const { logger, lines } = logged('text');
    logger.info({ rows: 12, service: 'x', none: null, list: ['a'] }, 'stored');
    logger.error({ err: new Error('broken') }, 'failed');
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d info {2}stored rows=12 list=\["a"\]\n$/);
    expect(lines[1]).toMatch(/^\d\d:\d\d:\d\d error failed\nError: broken\n {4}at /);
  });

  it('takes what Nest says, its start-up talk at debug', () => {
    const { logger, lines } = logged('json');
    const nest = new NestLogger(logger);
    nest.log('Mapped {/x, GET} route', 'RouterExplorer');
    nest.log('ready', 'Something');
    nest.error('failed', 'Error: failed\n    at x', 'Something');
    nest.warn({ odd: true });
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ level: 'debug', context: 'RouterExplorer' }),
      expect.objectContaining({ level: 'info', msg: 'ready', context: 'Something' }),
      expect.objectContaining({ level: 'error', msg: 'failed', stack: expect.stringContaining('at x') }),
      expect.objectContaining({ level: 'warn', msg: '{"odd":true}' }),
    ]);
  });
});

describe('the request id', () => {
  it('is the one that the caller sent', () => {
    expect(requestIdFrom('order-66/abc')).toBe('order-66/abc');
  });

  it.each([undefined, '', 'with space', 'line\nbreak', '"quoted"', 'x'.repeat(129)])('is a new one for %j', (sent) => {
    expect(requestIdFrom(sent)).toMatch(/^[0-9a-f-]{36}$/);
  });
});
