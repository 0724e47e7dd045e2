/** What every form of the product is filled with before it is measured. */
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSimulatedMarket, marketFileKinds } from '#testing/market-simulator/market-csv';
import { defaultMarket } from '#testing/market-simulator/market-options';

const SETTLE_MS = 5_000;

/** A year and a bit: what a year of answers needs. */
const market = { ...defaultMarket, firstDate: '2022-12-01', lastDate: '2023-12-29', lines: 130 };

/** Every limit so high that a measurement never meets it; that a call is counted costs as much. */
export const highLimits = { RATE_LIMIT_PER_MINUTE: '9999999', RATE_LIMIT_ADDRESS_PER_MINUTE: '9999999' };

/** Stores the market and its index over HTTP. Returns a key that may read. */
export async function prepare(url, adminKey) {
  await fill(url, adminKey);
  const key = await readerKey(url, adminKey);
  // What is stored is being tidied up for a moment.
  await sleep(SETTLE_MS);
  return key;
}

/** A key as callers have it. */
async function readerKey(url, adminKey) {
  const response = await fetch(`${url}/v1/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'bench', scopes: ['read'] }),
  });
  const { key } = await response.json();
  if (key === undefined) throw new Error(`no key was made: ${response.status}`);
  return key;
}

async function fill(url, key) {
  const order = async (path, init) => {
    const headers = { authorization: `Bearer ${key}`, prefer: 'wait=300', ...init.headers };
    const response = await fetch(`${url}${path}`, { method: 'POST', ...init, headers });
    const answer = await response.json();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
  };
  const source = createSimulatedMarket(market);
  for (const kind of marketFileKinds) {
    const body = Readable.toWeb(Readable.from(source.file(kind)));
    await order(`/v1/imports?kind=${kind}`, { body, duplex: 'half', headers: { 'content-type': 'text/csv' } });
  }
  await order('/build-index', {
    body: JSON.stringify({ start_date: market.firstDate, end_date: market.lastDate }),
    headers: { 'content-type': 'application/json' },
  });
}
