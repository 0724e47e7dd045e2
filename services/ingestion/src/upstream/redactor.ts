/** Gives a text back without the secrets in it. */
export type Redact = (text: string) => string;

/**
 * Replaces every secret by ***, as it is and as it is written in URLs and in JSON. Vendors say the key back in their error texts, so
 * whatever comes from them goes through here before anybody sees it.
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
  return (text) => forms.reduce((rest, form) => rest.replaceAll(form, '***'), text);
}
