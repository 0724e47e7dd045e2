import { once } from 'node:events';
import { request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { addressOf, closed, createKey } from '../../test/keyed-gateway.js';
import type { TestKey } from '../../test/keyed-gateway.js';

let gateway: GatewayApp;
const begun: ClientRequest[] = [];

beforeAll(async () => {
  gateway = await startGateway('2023-02-03', undefined, closed);
});
afterAll(async () => {
  for (const upload of begun) upload.destroy();
  await gateway.close();
});

/** Sends the beginning of a file and nothing more. */
function begin({ key }: TestKey): ClientRequest {
  const upload = request(`${addressOf(gateway)}/v1/imports?kind=prices`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'text/csv', Prefer: 'respond-async' },
  });
  upload.on('error', () => undefined);
  upload.write('date,ticker\n');
  begun.push(upload);
  return upload;
}

async function answerTo(upload: ClientRequest): Promise<number | undefined> {
  const [answer] = (await once(upload, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

describe('OWASP API4: files that are being sent', () => {
  it('are few of one owner at a time, so that he cannot keep others from sending, and the rest wait', async () => {
    const slow = await createKey(gateway, 'slow', ['build']);
    const other = await createKey(gateway, 'other', ['build']);
    for (let upload = 0; upload < 20; upload += 1) begin(slow);
    // Those before have been let in: their beginnings arrived first.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const late = begin(slow);
    const waiting = answerTo(late.end());
    expect(await answerTo(begin(other).end())).toBe(202);
    expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(() => resolve('waits'), 300))])).toBe(
      'waits',
    );
    for (const upload of begun) if (upload !== late) upload.destroy();
    expect(await waiting).toBe(202);
  });
});
