import { Webhook } from 'standardwebhooks';
import { signatureHeaders, createSecret, secretText } from './webhook-signature.js';
import { pauseAskedFor } from './webhook-sender.js';

const now = new Date('2023-01-06T12:00:00Z');

test.each([
  ['120', 120_000],
  ['0', 0],
  ['Fri, 06 Jan 2023 12:01:00 GMT', 60_000],
  ['Fri, 06 Jan 2023 11:00:00 GMT', 0],
  // At most an hour, whatever is asked for.
  ['999999', 3_600_000],
  ['Fri, 06 Jan 2033 12:01:00 GMT', 3_600_000],
  ['soon', 0],
  ['-5', 0],
  [undefined, 0],
  [['1', '2'], 0],
])('Retry-After %s asks for a pause of %d ms', (header, milliseconds) => {
  expect(pauseAskedFor(header, now)).toBe(milliseconds);
});

test('a signature is that of the specification', () => {
  // The secret of its own documentation, and a message that can be signed elsewhere.
  const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const message = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    sentAt: new Date(1_614_265_330_000),
    body: '{"test": 2432232314}',
  };
  expect(signatureHeaders(message, [secret])).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('a secret has 256 bits, and either of two is enough to verify', () => {
  const [first, second] = [createSecret(), createSecret()];
  expect(Buffer.from(secretText(first).replace('whsec_', ''), 'base64')).toHaveLength(32);
  const message = { id: 'e', sentAt: new Date(), body: '{"a":1}' };
  const headers = signatureHeaders(message, [first, second]);
  for (const secret of [first, second]) {
    expect(new Webhook(secretText(secret)).verify(message.body, headers)).toEqual({ a: 1 });
  }
  expect(() => new Webhook(secretText(createSecret())).verify(message.body, headers)).toThrow();
});
