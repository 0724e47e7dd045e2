import type { RunningService } from '#runtime/run-service';

/** Says on the terminal where the service is and what to try. */
export function welcome({ url, configuration }: RunningService): void {
  const hints = configuration.acquisition.enabled
    ? [
        `  Sessions are acquired as they close. Earlier ones: npm run acquire -- --from 2026-01-02 --url ${url}`,
        `  How far it is: curl '${url}/v1/coverage?start_date=2026-01-01&end_date=2026-12-31'`,
      ]
    : [
        `  curl '${url}/index-performance?start_date=2023-01-01&end_date=2023-01-31'`,
        `  curl '${url}/index-composition?date=2023-01-15'`,
        `  curl '${url}/composition-changes?start_date=2023-01-01&end_date=2023-01-31'`,
      ];
  process.stdout.write(`${['', `  The index is served at ${url}`, '', ...hints, ''].join('\n')}\n`);
}
