import { redactor } from './redactor.js';

const key = 'k+e/y="1"';

it('leaves no form of a secret', () => {
  const redact = redactor([key]);
  const forms = [key, encodeURIComponent(key), new URLSearchParams({ key }).toString().slice(4), JSON.stringify(key)];
  for (const form of forms) {
    const said = redact(`before ${form} after ${form}`);
    expect(said).not.toContain('k+e');
    expect(said).toMatch(/^before "?\*\*\*"? after "?\*\*\*"?$/);
  }
});

it('leaves other texts as they are', () => {
  expect(redactor([])('text')).toBe('text');
  expect(redactor([''])('text')).toBe('text');
});

it('finds a secret that was cut off', () => {
  expect(redactor(['abcdefghijkl'])('Invalid key abcdefghij… and abcdef, not abcde')).toBe(
    'Invalid key ***… and ***, not abcde',
  );
});
