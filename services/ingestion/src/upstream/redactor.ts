/** Gives a text back without the secrets in it. */
export type Redact = (text: string) => string;

/**
 * Replaces every secret by ***, as it is and as it is written in URLs and in JSON, also where a text was cut off inside it. Vendors
 * say the key back in their error texts, so whatever comes from them goes through here before anybody sees it.
 */
export function redactor(secrets: readonly string[]): Redact {
  const written = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams({ k: secret }).toString().slice(2),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
    ]);
  // Longest first, so that no part of a longer one is left over.
  const forms = [...new Set(written)].sort((one, other) => other.length - one.length);
  return (text) => {
    const whole = forms.reduce((rest, form) => rest.replaceAll(form, '***'), text);
    return forms.reduce(withoutBeginnings, whole);
  };
}

/** Half a secret is taken for the whole: shorter pieces are of no use to anybody, and may be words. */
function withoutBeginnings(text: string, secret: string): string {
  const head = secret.slice(0, Math.max(4, Math.ceil(secret.length / 2)));
  let safe = '';
  let position = 0;
  for (let start = text.indexOf(head); start !== -1; start = text.indexOf(head, position)) {
    let length = head.length;
    while (length < secret.length && text[start + length] === secret[length]) length += 1;
    safe += `${text.slice(position, start)}***`;
    position = start + length;
  }
  return safe + text.slice(position);
}
