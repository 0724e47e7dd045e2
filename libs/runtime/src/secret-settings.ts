/** Settings that carry a password or a key, or might: masked whenever they are shown, and readable from a file instead (`<NAME>_FILE`). */
export const SECRET_SETTINGS: ReadonlySet<string> = new Set([
  'DATABASE_URL',
  'REDIS_URL',
  'MASSIVE_API_KEY',
  'MASSIVE_BASE_URL',
  'FMP_API_KEY',
  'FMP_BASE_URL',
  'SEC_BASE_URL',
  'NASDAQ_BASE_URL',
  'ADMIN_API_KEY',
]);

export type Environment = Readonly<Record<string, string | undefined>>;
/** Returns the text of a file; throws when it cannot be read. */
export type ReadTextFile = (path: string) => string;

export interface ConfigurationProblem {
  readonly name: string;
  /** As given, with passwords masked; null when nothing was given. */
  readonly value: string | null;
  readonly remedy: string;
}

/**
 * The environment with every `<NAME>_FILE` replaced by what the file says. Settings that are given as an empty text count as not
 * given: that is what a compose file makes of an unset variable.
 */
export function environmentWithSecretFiles(
  given: Environment,
  readTextFile: ReadTextFile,
): { environment: Environment; problems: ConfigurationProblem[] } {
  const environment = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const problems: ConfigurationProblem[] = [];
  for (const name of SECRET_SETTINGS) {
    const fileSetting = `${name}_FILE`;
    const path = environment[fileSetting];
    if (path === undefined) {
      continue;
    }
    if (environment[name] !== undefined) {
      problems.push({ name: fileSetting, value: path, remedy: `give either ${name} or ${fileSetting}, not both` });
      continue;
    }
    try {
      const text = readTextFile(path).trim();
      if (text === '') {
        problems.push({
          name: fileSetting,
          value: path,
          remedy: `the file is empty; write the value of ${name} into it`,
        });
      } else {
        environment[name] = text;
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      problems.push({ name: fileSetting, value: path, remedy: `name a file that this process may read (${reason})` });
    }
  }
  return { environment, problems };
}

/** A URL without its password; anything else is hidden whole. */
export function maskSecret(value: string): string {
  if (!URL.canParse(value)) {
    return '***';
  }
  const url = new URL(value);
  if (url.password !== '') {
    url.password = '***';
  }
  for (const name of [...url.searchParams.keys()].filter((key) => /pass|secret|token|key/i.test(key))) {
    url.searchParams.set(name, '***');
  }
  return url.toString();
}
