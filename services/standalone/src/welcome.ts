import type { RunningService } from '#runtime/run-service';

/** Says on the terminal where the service is and what to try. */
export function welcome({ url }: RunningService): void {
  const lines = [
    '',
    `  The index is served at ${url}`,
    '',
    `  curl '${url}/index-performance?start_date=2023-01-01&end_date=2023-01-31'`,
    `  curl '${url}/index-composition?date=2023-01-15'`,
    `  curl '${url}/composition-changes?start_date=2023-01-01&end_date=2023-01-31'`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
