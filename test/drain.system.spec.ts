import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sessionsBetween } from '#domain/calendar';
import { startDeployment, type Deployment } from './harness/deployment.js';

const RANGE = { start_date: '2023-01-03', end_date: '2023-02-28' };
const ASKED_BEFORE = '/index-performance?start_date=2023-01-03&end_date=2023-01-31';
const NEW_QUESTION = '/index-composition?date=2023-02-15';
const LINES = 110;

/** One line per session and ticker, each a little larger than the one after it. */
function prices(): string {
  const rows = sessionsBetween(RANGE.start_date, RANGE.end_date).flatMap((date, day) =>
    Array.from({ length: LINES }, (_, line) => {
      const close = 100 + line + ((day * (line + 3)) % 7);
      return `${date},T${line},${close},${close * 1e9 * (LINES - line)}`;
    }),
  );
  return ['date,ticker,close,market_cap', ...rows, ''].join('\n');
}

/** A connection of a caller who sends what it likes, when it likes. */
class RawConnection {
  received = '';
  readonly closed: Promise<unknown>;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (text: string) => (this.received += text));
    this.closed = once(socket, 'close');
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  async send(text: string): Promise<void> {
    await new Promise((sent) => this.socket.write(text, sent));
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** The head of a GET without the empty line that ends it: until that comes, the request has not been made. */
const headOf = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nAccept-Encoding: identity\r\n`;

function parsed({ received }: RawConnection): { status: number; connection: string | null; body: unknown } {
  const [head = '', body = ''] = received.split('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]),
    connection: /^connection: (.*)$/im.exec(head)?.[1]?.trim() ?? null,
    body: JSON.parse(body) as unknown,
  };
}

/** Resolves when nobody is let in any more. */
async function refused(url: string): Promise<void> {
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; await sleep(5)) {
    try {
      (await RawConnection.open(url)).destroy();
    } catch {
      return;
    }
  }
  throw new Error('the process that is asked to stop still takes connections');
}

describe('SIGTERM to a process that is being asked', () => {
  let deployment: Deployment;
  const connections: RawConnection[] = [];
  const open = async (): Promise<RawConnection> => {
    const connection = await RawConnection.open(deployment.api.url);
    connections.push(connection);
    return connection;
  };

  beforeAll(async () => {
    deployment = await startDeployment('standalone');
    await deployment.api.importText('prices', prices());
    await deployment.api.build(RANGE);
  }, 120_000);
  afterAll(async () => {
    for (const connection of connections) connection.destroy();
    await deployment?.stop();
  }, 60_000);

  it('answers what is under way, says that each connection is at its end, and ends well', async () => {
    // Asked word for word as it will be again, so that it is answered from memory then.
    const before = await open();
    await before.send(`${headOf(ASKED_BEFORE)}\r\n`);
    await sleep(300);
    await before.send(`${headOf(ASKED_BEFORE)}Connection: close\r\n\r\n`);
    await before.closed;
    expect(before.received.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(before.received).not.toMatch(/^connection: close[\s\S]*HTTP/im);

    const [known, unknown, posted] = [await open(), await open(), await open()];
    await known.send(headOf(ASKED_BEFORE));
    await unknown.send(headOf(NEW_QUESTION));
    const body = JSON.stringify({ ...RANGE, definition: { size: 10 } });
    const head = `POST /v1/what-if HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    await posted.send(`${head}${body.slice(0, 20)}`);
    await sleep(300);

    const [process_] = deployment.processes;
    const stopped = process_?.stop();
    await refused(deployment.api.url);
    await known.send('\r\n');
    await unknown.send('\r\n');
    await posted.send(body.slice(20));
    await Promise.all([known, unknown, posted].map(({ closed }) => closed));

    expect(parsed(known)).toMatchObject({ status: 200, connection: 'close', body: { start_date: '2023-01-03' } });
    expect(parsed(unknown)).toMatchObject({ status: 200, connection: 'close', body: { date: '2023-02-15' } });
    // Its head had come before the signal.
    expect(parsed(posted)).toMatchObject({ status: 200, body: { definition: { size: 10 } } });
    await stopped;
    expect(process_?.exitCode).toBe(0);
  }, 60_000);
});
