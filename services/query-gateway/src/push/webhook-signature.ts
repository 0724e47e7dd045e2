import { createHmac, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const SECRET_PREFIX = 'whsec_';

export function createSecret(): Uint8Array {
  return randomBytes(SECRET_BYTES);
}

/** As subscribers get it and the libraries of Standard Webhooks take it. */
export function secretText(secret: Uint8Array): string {
  return SECRET_PREFIX + Buffer.from(secret).toString('base64');
}

export interface SignedMessage {
  /** Of the event: a subscriber tells repetitions by it. */
  readonly id: string;
  readonly sentAt: Date;
  readonly body: string;
}

/** Headers as the Standard Webhooks specification 1.0 has them: one signature with each secret. */
export function signatureHeaders(message: SignedMessage, secrets: readonly Uint8Array[]): Record<string, string> {
  const timestamp = String(Math.floor(message.sentAt.getTime() / 1000));
  const signed = `${message.id}.${timestamp}.${message.body}`;
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets
      .map((secret) => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`)
      .join(' '),
  };
}
