/**
 * The order in which jest runs suites: those that are known to take longest first, so that at the end no processor waits while
 * another one is in the middle of the longest. On a machine that has run them before jest would know; on a new one it would go by
 * the size of the files, which says little of these.
 */
import TestSequencer from '@jest/test-sequencer';

/** The longest first. A suite that is not here, or is here without need, costs a little time and nothing else. */
const LONGEST = [
  'test/acquisition/simulated-year.int.spec.ts',
  'services/query-gateway/src/push/push-kills.postgres.int.spec.ts',
  'libs/messaging/src/kafka/kafka-faults.int.spec.ts',
  'services/ingestion/src/real-files.int.spec.ts',
  'libs/messaging/src/kafka/kafka-stream.int.spec.ts',
  'test/acquisition/set-ups.int.spec.ts',
  'libs/storage/src/pglite-durability.int.spec.ts',
  'test/pipeline/as-known-answers.int.spec.ts',
  'test/pipeline/golden-series.int.spec.ts',
  'libs/domain/src/golden.int.spec.ts',
];

export default class LongSuitesFirst extends TestSequencer {
  sort(tests) {
    const place = ({ path }) => {
      const found = LONGEST.findIndex((suite) => path.replaceAll('\\', '/').endsWith(`/${suite}`));
      return found < 0 ? LONGEST.length : found;
    };
    return super.sort(tests).sort((one, other) => place(one) - place(other));
  }
}
