import type { Logger } from 'pino';
import type { ImportParts } from '../import-file.js';
import type { Provider } from '../providers/provider.js';
import type { Timing } from '../upstream/timing.js';

/** What acquiring needs. `timing` is the clock that waits too; tests give one whose waits take no time. */
export interface AcquisitionParts extends ImportParts {
  /** In the order in which they are asked. */
  readonly providers: readonly Provider[];
  readonly timing: Timing;
  readonly logger: Logger;
}

/** Which session, from where, for whom. */
export interface AcquisitionOrder {
  readonly session: string;
  /** The provider of whole-market days; null: in the configured order. */
  readonly source: string | null;
  /** `schedule`, or who asked for the job. */
  readonly actor: string;
}
