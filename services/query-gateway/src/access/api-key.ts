import { hash, randomBytes, randomInt } from 'node:crypto';

const BRAND = 'ewi';
const PREFIX_LENGTH = 8;
/** Without letters and digits that people mistake for one another. */
const PREFIX_ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const SECRET_BYTES = 32;

/** A key as it is given out: brand, an id to tell it by, and 256 random bits. */
const API_KEY = /^ewi_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$/;

export interface NewApiKey {
  /** The key itself; to be shown once and kept nowhere. */
  readonly key: string;
  /** How it begins. */
  readonly prefix: string;
  readonly hash: Buffer;
}

export function createApiKey(): NewApiKey {
  const id = Array.from({ length: PREFIX_LENGTH }, () => PREFIX_ALPHABET[randomInt(PREFIX_ALPHABET.length)]).join('');
  const prefix = `${BRAND}_${id}`;
  const key = `${prefix}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { key, prefix, hash: Buffer.from(digestOf(key), 'base64') };
}

/** Whether the text could be a key of ours; what could not is not looked for. */
export function isApiKey(text: string): boolean {
  return API_KEY.test(text);
}

/**
 * What is kept of a key, and by which it is found, in base64: the time that this takes says nothing of any key. As text, since a buffer
 * for each call would be memory of its own.
 */
export function digestOf(key: string): string {
  return hash('sha256', key, 'base64');
}
