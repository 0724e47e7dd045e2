import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import request from 'supertest';
import type { EventsAnswer } from '#contracts/api/push-event.schema';
import { until } from '../../test/event-reader.js';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { admin, createKey } from '../../test/keyed-gateway.js';
import { changeOf, levelOf, tell } from '../../test/told-events.js';
import { WebhookReceiver } from '../../test/webhook-receiver.js';
import { EventStreams } from './event-streams.js';

/** The samples of docs/events.md, run as they stand there; only names that the page leaves to its reader are filled in. */

const INDEX = 'top100-equal';
const page = readFileSync(new URL('../../../../docs/events.md', import.meta.url), 'utf8');

/** In CI the absence of Python is a failure. */
const hasPython = process.env['CI'] !== undefined || spawnSync('python3', ['--version']).status === 0;
const languages = hasPython ? (['js', 'python'] as const) : (['js'] as const);

/** The one sample in the language that mentions `words`. */
function sample(language: string, words: string): string {
  const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  const found = blocks
    .filter(([, of, text]) => of === language && text?.includes(words))
    .map(([, , text = '']) => text);
  if (found.length !== 1) throw new Error(`${found.length} samples in ${language} mention ${words}, not one`);
  return found[0] as string;
}

/** The text with every name replaced; throws where the sample does not have it. */
function filled(text: string, names: Readonly<Record<string, string>>): string {
  return Object.entries(names).reduce((known, [name, value]) => {
    if (!known.includes(name)) throw new Error(`the sample does not say ${name}: ${text}`);
    return known.replaceAll(name, value);
  }, text);
}

/** A program that runs beside the test, in the folder of the project, whose packages it finds. */
class Program {
  readonly process: ChildProcessWithoutNullStreams;
  output = '';
  errors = '';

  constructor(command: string, values: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.process = spawn(command, values, { env: { PATH: process.env['PATH'], ...environment } });
    this.process.stdout.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
  }

  /** Until it has printed so many lines. */
  async lines(count: number): Promise<string[]> {
    const printed = () => this.output.split('\n').slice(0, -1);
    await until(
      () => printed().length >= count,
      () => `${count} lines of ${this.output}${this.errors}`,
      20_000,
    );
    return printed();
  }

  /** What it printed, once it has ended by itself. */
  async ended(): Promise<{ status: number | null; output: string; errors: string }> {
    const [status] = (await once(this.process, 'close')) as [number | null];
    return { status, output: this.output, errors: this.errors };
  }

  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const closed = once(this.process, 'close');
    this.process.kill('SIGKILL');
    await closed;
  }
}

const script = (text: string, environment: Readonly<Record<string, string>> = {}): Program =>
  new Program(process.execPath, ['--no-warnings', '--input-type=module', '--eval', text], environment);

let gateway: GatewayApp;
let receiver: WebhookReceiver;
let url: string;
let program: Program | null = null;

beforeAll(async () => {
  gateway = await startGateway(undefined, undefined, { webhookNetworks: ['127.0.0.0/8'], adminKey: admin.key });
  // Signatures are good for some minutes.
  gateway.clock.now = () => new Date();
  url = await gateway.app.getUrl();
  receiver = await new WebhookReceiver().start();
});
afterEach(() => program?.kill());
afterAll(async () => {
  await receiver.kill();
  await gateway.close();
});
beforeEach(() =>
  gateway.store.executeScript('truncate published_events, forgotten_events, webhooks, query_gateway.inbox cascade'),
);

const allEvents = async (): Promise<EventsAnswer> =>
  (await request(url).get('/v1/events?from=start').expect(200)).body as EventsAnswer;
const streamOpened = (count: number) => {
  const streams = gateway.get(EventStreams) as unknown as { open: { size: number } };
  return until(
    () => streams.open.size === count,
    () => `${streams.open.size} of ${count} streams are open, ${program?.errors}`,
    20_000,
  );
};

describe('the samples of the page about events', () => {
  it('a page in a browser prints each change of composition', async () => {
    // What a browser brings along: the class, and the page that paths are relative to.
    const browser = `
      import { EventSource as Source } from 'undici';
      globalThis.EventSource = class extends Source {
        constructor(path) { super(new URL(path, '${url}/')); }
      };
      const console = { log: (change) => process.stdout.write(JSON.stringify(change) + '\\n') };`;
    program = script(`${browser}\n${sample('js', 'new EventSource')}`);
    await streamOpened(1);
    await tell(gateway, changeOf(INDEX, 1), levelOf(INDEX, 1), changeOf(INDEX, 2));
    const { data } = await allEvents();
    const printed = (await program.lines(2)).map((line) => JSON.parse(line) as unknown);
    expect(printed).toEqual([data[0], data[2]]);
  });

  it('a program with a key goes on after the place that it has noted, also when the connection breaks', async () => {
    await tell(gateway, changeOf(INDEX, 1), changeOf(INDEX, 2));
    const { key } = await createKey(gateway, 'subscriber', ['read']);
    const { data: before } = await allEvents();
    const work = `const work = (event) => new Promise((noted) => process.stdout.write(JSON.stringify(event) + '\\n', noted));`;
    const text = filled(sample('js', 'fetch-event-stream'), {
      'https://index.example.org': url,
      LAST_PLACE_THAT_YOU_HAVE_NOTED: String(before[0]?.place),
    });
    program = script(`${work}\n${text}`, { KEY: key });
    await program.lines(1);
    await tell(gateway, changeOf(INDEX, 3));
    await program.lines(2);
    gateway.app.getHttpServer().closeAllConnections();
    await tell(gateway, changeOf(INDEX, 4));
    const printed = (await program.lines(3)).map((line) => JSON.parse(line) as unknown);
    expect(printed).toEqual((await allEvents()).data.slice(1));
    expect(printed).toHaveLength(3);
  }, 60_000);

  /** A message as a webhook's server gets it, made by the command of the page. */
  async function message(): Promise<{ secret: string; body: string; headers: Record<string, string>; event: unknown }> {
    receiver.messages.length = 0;
    const { key } = await createKey(gateway, 'hooks', ['read']);
    const command = filled(sample('sh', '/v1/webhooks'), {
      'https://index.example.org': url,
      'Bearer KEY': `Bearer ${key}`,
      'https://example.org/hooks/index': receiver.url,
    });
    program = new Program('sh', ['-c', command]);
    const { status, output, errors } = await program.ended();
    if (status !== 0) throw new Error(errors);
    const { secret } = JSON.parse(output) as { secret: string };
    await tell(gateway, changeOf(INDEX, 1));
    await until(
      () => receiver.messages.length > 0,
      () => `a message, after ${output}`,
    );
    const [{ body, headers } = { body: '', headers: {} }] = receiver.messages;
    return { secret, body, headers: headers as Record<string, string>, event: (await allEvents()).data[0] };
  }

  const verifiers = {
    js: (secret: string, body: string, headers: object): Program =>
      script(
        `const rawBody = ${JSON.stringify(body)};
         const request = { headers: ${JSON.stringify(headers)} };
         ${sample('js', 'standardwebhooks')}
         process.stdout.write(JSON.stringify(event));`,
        { WEBHOOK_SECRET: secret },
      ),
    python: (secret: string, body: string, headers: object): Program =>
      new Program('python3', [
        '-c',
        `import sys\n${sample('python', 'hmac')}
print(json.dumps(verified(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3].encode())))`,
        ...[secret, JSON.stringify(headers), body],
      ]),
  };

  it.each(languages)(
    'a webhook is made, and its messages are verified in %s',
    async (language) => {
      const { secret, body, headers, event } = await message();
      const verify = async (text: string, of: object = headers): Promise<{ status: number | null; output: string }> => {
        program = verifiers[language](secret, text, of);
        return program.ended();
      };
      const good = await verify(body);
      expect({ status: good.status, event: JSON.parse(good.output || 'null') as unknown }).toEqual({
        status: 0,
        event,
      });
      const bad = [
        await verify(body.replace('CB', 'XX')),
        await verify(body, { ...headers, 'webhook-id': 'another' }),
        await verify(body, { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 600) }),
      ];
      expect(bad.map(({ status, output }) => [status, output])).toEqual(bad.map(() => [1, '']));
    },
    60_000,
  );

  it('the stream and the page can be asked for as they stand there', async () => {
    await tell(gateway, changeOf(INDEX, 1));
    const { data } = await allEvents();
    program = new Program('sh', [
      ...['-c', filled(sample('sh', 'curl -N'), { 'http://localhost:8000': url, 'curl -N': 'exec curl -sN' })],
    ]);
    await until(
      () => program?.output.includes(`id: ${data[0]?.place}\n`) === true,
      () => `the first event in ${program?.output}`,
    );
    await program.kill();
    program = new Program('sh', ['-c', filled(sample('sh', '&limit=100'), { 'http://localhost:8000': url })]);
    expect((JSON.parse((await program.ended()).output) as EventsAnswer).data).toEqual(data);
  });
});
