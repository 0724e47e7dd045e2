import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { FileRefused } from '../../file/file-refused.error.js';
import { UpstreamError } from '../../upstream/upstream.error.js';
import type { Provider } from '../provider.js';
import { readMarketFile } from './read-market-file.js';

const NAME = 'massive-flat-files';
const DATE = /^(\d{4})-(\d{2})-\d{2}$/;

/**
 * Days of the whole market from files in a directory, laid out as the bucket of the vendor
 * (`us_stocks_sip/day_aggs_v1/2023/01/2023-01-13.csv.gz`), or one beside the other (`2023-01-13.csv.gz`, `.csv` or `.parquet`),
 * where a file with the columns of an import of prices may say market caps too.
 */
export function flatFilesProvider(directory: string): Provider {
  return {
    name: NAME,
    marketDays: {
      offers: (session) => fileOf(directory, session) !== null,
      async readMarketDay(session, signal) {
        const file = fileOf(directory, session);
        if (file === null) return null;
        try {
          return await readMarketFile(createReadStream(file), signal);
        } catch (error) {
          throw signal.aborted ? cancelled(session, error) : asUpstreamError(error, file);
        }
      },
    },
  };
}

/** The file of a session, or null. */
function fileOf(directory: string, session: string): string | null {
  const [date, year, month] = DATE.exec(session) ?? [];
  if (date === undefined || year === undefined || month === undefined) return null;
  const bucket = join(directory, 'us_stocks_sip', 'day_aggs_v1', year, month);
  const candidates = [
    join(bucket, `${date}.csv.gz`),
    ...['.csv.gz', '.csv', '.parquet'].map((ending) => join(directory, date + ending)),
  ];
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}

function cancelled(session: string, cause: unknown): UpstreamError {
  return new UpstreamError(NAME, 'cancelled', `reading ${session} was cancelled`, null, { cause });
}

function asUpstreamError(error: unknown, file: string): unknown {
  if (error instanceof FileRefused) {
    const failure = error.code === 'import.too_large' ? 'too_large' : 'malformed';
    return new UpstreamError(NAME, failure, `${file}: ${error.message}`, null, { cause: error });
  }
  if (error instanceof Error && 'syscall' in error) {
    return new UpstreamError(NAME, 'unavailable', `${file} cannot be read: ${error.message}`, null, { cause: error });
  }
  return error;
}
