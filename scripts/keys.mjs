/**
 * `npm run keys -- create --name NAME --scopes read,build [--expires DAY] [--limit CALLS_PER_MINUTE]`, `list`, `revoke ID`, or
 * `rotate ID [--overlap HOURS]`; each with `[--url http://localhost:8000]`: makes, lists, revokes and replaces keys of the running
 * gateway. A key with the scope admin, or the ADMIN_API_KEY of the gateway, is taken from the environment variable EWI_API_KEY.
 * Needs nothing but Node. Exit code 1 when the gateway refused, 2 when the call was wrong.
 */
import { parseArgs } from 'node:util';
import { call, DEFAULT_URL, originOf } from './gateway-client.mjs';

const usage =
  'Usage: npm run keys -- create --name NAME --scopes read,build,export,admin [--expires DAY] [--limit CALLS_PER_MINUTE]\n' +
  '       npm run keys -- list\n' +
  '       npm run keys -- revoke ID\n' +
  '       npm run keys -- rotate ID [--overlap HOURS]\n' +
  `Each with [--url ${DEFAULT_URL}]. EWI_API_KEY in the environment is the key to ask with; it needs the scope admin.`;
const SECONDS_PER_HOUR = 3600;

/** A call that cannot be meant as it is. */
class WrongCall extends Error {}

function numberOf(name, text) {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new WrongCall(`--${name} ${text} is no whole number.`);
  return Number(text);
}

/** The end of a day: a key that expires on it is valid on it. */
function endOf(day) {
  if (day === undefined) return undefined;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day)))
    throw new WrongCall(`--expires ${day} is no day: give one in the form YYYY-MM-DD.`);
  return `${day}T23:59:59Z`;
}

function readCall() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        scopes: { type: 'string' },
        expires: { type: 'string' },
        limit: { type: 'string' },
        overlap: { type: 'string' },
        url: { type: 'string', default: DEFAULT_URL },
      },
    });
    const [command, id] = positionals;
    const commands = { create, list, revoke, rotate };
    if (!Object.hasOwn(commands, command ?? '')) throw new WrongCall('Say what to do: create, list, revoke or rotate.');
    if ((command === 'revoke' || command === 'rotate') !== (id !== undefined) || positionals.length > 2)
      throw new WrongCall(`${command} takes ${id === undefined ? 'the ID of a key: list shows it' : 'no ID'}.`);
    if (command === 'create' && (values.name === undefined || values.scopes === undefined))
      throw new WrongCall('Say --name, who or what the key is for, and --scopes, what it allows.');
    return { run: commands[command], options: { ...values, id }, base: originOf(values.url) };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

async function ask(method, path, body) {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await call(new URL(path, base), method, headers, body && JSON.stringify(body));
  if (answer.status >= 400) throw new Error(`${answer.body.title}. ${answer.body.detail ?? ''}`);
  return answer.body;
}

/** The key alone on standard output, so that it can be taken from there. */
function show({ id, key, name, scopes, expires_at: expires }) {
  console.error(
    `Key ${id} (${name}; ${scopes.join(', ')}; ${expires === null ? 'until revoked' : `until ${expires}`}).`,
  );
  console.error('It is shown this once:');
  console.log(key);
}

async function create({ name, scopes, expires, limit }) {
  const expiresAt = endOf(expires);
  const limitPerMinute = numberOf('limit', limit);
  const body = {
    name,
    scopes: scopes.split(',').map((scope) => scope.trim()),
    ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
    ...(limitPerMinute === undefined ? {} : { limit_per_minute: limitPerMinute }),
  };
  show(await ask('POST', '/v1/keys', body));
}

async function list() {
  for (let cursor = null; ;) {
    const page = await ask('GET', `/v1/keys${cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`}`);
    for (const { id, prefix, status, scopes, name, last_used_at: used, expires_at: expires } of page.data) {
      const words = [
        used === null ? 'never used' : `last used ${used}`,
        ...(expires === null ? [] : [`until ${expires}`]),
      ];
      console.log(
        `${id}  ${prefix}  ${status.padEnd(7)}  ${scopes.join(',').padEnd(24)}  ${name}; ${words.join('; ')}`,
      );
    }
    if (page.next_cursor === null) return;
    cursor = page.next_cursor;
  }
}

async function revoke({ id }) {
  const { name, prefix } = await ask('DELETE', `/v1/keys/${encodeURIComponent(id)}`);
  console.log(`${prefix} (${name}) is revoked; every process of the gateway refuses it within five seconds.`);
}

async function rotate({ id, overlap }) {
  const hours = numberOf('overlap', overlap);
  const body = hours === undefined ? {} : { overlap_seconds: hours * SECONDS_PER_HOUR };
  show(await ask('POST', `/v1/keys/${encodeURIComponent(id)}/rotate`, body));
}

const { run, options, base } = readCall();
try {
  await run(options);
} catch (error) {
  console.error(error instanceof WrongCall ? `${error.message}\n${usage}` : error.message);
  process.exitCode = error instanceof WrongCall ? 2 : 1;
}
