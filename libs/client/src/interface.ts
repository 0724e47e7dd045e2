/** The types of the interface. Generated from its OpenAPI document by scripts/generate-client.mjs. */
export interface paths {
  '/build-index': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Build the index for a range of days
     * @description Chooses the constituents of every session of the range, calculates returns and levels, and stores them. Building a range again gives the same result; the index depends only on the union of all ranges ever asked for. Answers when it is done, within 30 seconds or what `Prefer: wait=N` says, and with 202 after that.
     */
    post: operations['buildIndex'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/index-performance': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Returns and levels by session
     * @description Returns are in percent: 1.5 means 1.5 %. Levels start at 1000 at the base session and are not rounded.
     */
    get: operations['getIndexPerformance'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/index-composition': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The constituents as of a day
     * @description Answers with the latest published session on or before the day: 2023-01-15 was a Sunday, its answer is of 2023-01-13. Weights are fractions, prices and market capitalisations US dollars.
     */
    get: operations['getIndexComposition'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/composition-changes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who entered, who left and who was renamed, by session
     * @description Sessions without a change are left out. A change of session t is effective from the next session. A line that gets another ticker neither enters nor leaves.
     */
    get: operations['getCompositionChanges'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/export-data': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Write a range into an Excel workbook
     * @description Sheets: Summary, Performance, Compositions, Changes. Waits like the build.
     */
    post: operations['exportData'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/exports/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Download a workbook
     * @description Takes `Range` and `If-Range`; `ETag` and `Repr-Digest` hold the SHA-256 of the file.
     */
    get: operations['getExport'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/imports': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Import a CSV file
     * @description The body is the file itself, plain or gzip, up to 4 GiB: `curl --data-binary @FILE`. Rows that break a rule are rejected and the others stored; a file that is not what it says is refused whole. Importing a file twice changes nothing.
     */
    post: operations['importFile'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/imports/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * An import and its report
     * @description The fields of the report are there once the import has succeeded.
     */
    get: operations['getImport'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/imports/{id}/rejections': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The rows that an import rejected
     * @description By line. A bounded number of them is kept; `rows_rejected` of the import counts them all.
     */
    get: operations['getImportRejections'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/table-hashes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Hashes of the tables
     * @description Two deployments with equal hashes hold the same data and the same index.
     */
    get: operations['getTableHashes'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/jobs/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How far a job is
     * @description A job is queued, then running, then succeeded, failed or cancelled, and then never changes again, unless it is an acquisition that is resumed.
     */
    get: operations['getJob'];
    put?: never;
    post?: never;
    /**
     * Cancel a job
     * @description The same as `POST /v1/acquisitions/{id}/cancel`: only acquisitions can be cancelled.
     */
    delete: operations['cancelJob'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/acquisitions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Acquire sessions from a data vendor
     * @description Fetches every session of the range that is not complete yet, up to the last one that has closed. Answers when it is done, within 30 seconds or what `Prefer: wait=N` says, and with 202 after that.
     */
    post: operations['acquire'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/acquisitions/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How far an acquisition is
     * @description The job, once it has succeeded with its result.
     */
    get: operations['getAcquisition'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/acquisitions/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel an acquisition
     * @description It ends after the session in hand. What is stored stays, and `resume` goes on from there.
     */
    post: operations['cancelAcquisition'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/acquisitions/{id}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Go on with an acquisition that was cancelled or has failed
     * @description Under the same id, with the sessions that are left. Answers like the request that made it.
     */
    post: operations['resumeAcquisition'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/coverage': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Which sessions are stored, and how completely
     * @description One entry per session of the exchange calendar, up to the last one that has closed. Never cached: the reasons change with every attempt to acquire a session.
     */
    get: operations['getCoverage'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/quality': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What the quality gate says of a session
     * @description Of the session on the day, else of the last one before: its verdict, what was found and what was decided.
     */
    get: operations['getQuality'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/quality/decisions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What operators have decided
     * @description Of the sessions of the range: who, when and why.
     */
    get: operations['getQualityDecisions'];
    put?: never;
    /**
     * Accept, override or reject
     * @description An operator has the last word on a session or on one of its rows. The decision is kept with who took it, when and why.
     */
    post: operations['decideOnQuality'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * This document
     * @description OpenAPI 3.1.
     */
    get: operations['getOpenApi'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/asyncapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The events
     * @description AsyncAPI 3: topics, keys and bodies.
     */
    get: operations['getAsyncApi'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/problems/{kind}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What a type of problem means
     * @description The `type` of every problem is the path of its explanation.
     */
    get: operations['getProblem'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Range: {
      /**
       * Format: date
       * @description First day of the range, inclusive. It need not be a session.
       * @example 2023-01-01
       */
      start_date: string;
      /**
       * Format: date
       * @description Last day of the range, inclusive. It need not be a session.
       * @example 2023-01-31
       */
      end_date: string;
    };
    Build: {
      /** Format: uuid */
      job_id: string;
      /** @constant */
      status: 'succeeded';
      /** Format: date */
      start_date: string;
      /** Format: date */
      end_date: string;
      /**
       * Format: date
       * @description First published session of the range.
       */
      first_session: string;
      /**
       * Format: date
       * @description Last published session of the range.
       */
      last_session: string;
      /** @description Published sessions of the range. */
      sessions: number;
      /** @description Sessions of the range whose composition differs from the one before; the initial composition is not one. */
      composition_changes: number;
      /** @description Index level at last_session. */
      level: number;
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
    };
    Performance: {
      index: string;
      /** Format: date */
      start_date: string;
      /** Format: date */
      end_date: string;
      /**
       * Format: date-time
       * @description The instant asked for, in UTC; absent when none was.
       */
      as_known_at?: string;
      /** @description Return of the whole range in percent: level at its last published session over the level at the last published session before start_date (or, where there is none, at the first published session of the range), minus one. */
      period_return: number;
      /** @description The sessions of the whole range that are not published. The next published session bridges them. */
      gaps: {
        /** Format: date */
        date: string;
        /**
         * @description incomplete: too few lines have prices. missing: the session has no prices at all.
         * @enum {string}
         */
        status: 'incomplete' | 'missing';
        reasons: string[];
      }[];
      data: {
        /**
         * Format: date
         * @description The session.
         */
        date: string;
        /** @description Return since the published session before, in percent: 1.5 means 1.5 %. Null on the base session. */
        daily_return: number | null;
        /** @description Return since the base session, in percent. */
        cumulative_return: number;
        /** @description Index level at the close; 1000 at the base session. Not rounded. */
        level: number;
        /** @description Number of constituents after the close. */
        constituents: number;
      }[];
      /** @description Give it as `cursor` to get the next page; null on the last page. */
      next_cursor: string | null;
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
    };
    Composition: {
      index: string;
      /** Format: date */
      requested_date: string;
      /**
       * Format: date-time
       * @description The instant asked for, in UTC; absent when none was.
       */
      as_known_at?: string;
      /**
       * Format: date
       * @description The session whose close made this composition.
       */
      date: string;
      /**
       * Format: date
       * @description The next session: the first on which the composition earns a return.
       */
      effective_from: string;
      /** @description SHA-256, hexadecimal, over the lines `date|rank|ticker` in rank order, joined by line feeds. */
      hash: string | null;
      /** @description By rank; members without a rank last, by ticker. */
      data: {
        /** @description Place by market capitalisation, from 1. Null for a member that could not be ranked that session. */
        rank: number | null;
        ticker: string;
        name: string | null;
        sector: string | null;
        exchange: string | null;
        /** @description Share of the index after the close, as a fraction: 0.01 means 1 %. */
        weight: number;
        /** @description Closing price as traded, in US dollars; carried from the last trade where the session has none. */
        close: number;
        /** @description Market capitalisation in US dollars. */
        market_cap: number | null;
      }[];
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
    };
    CompositionChanges: {
      index: string;
      /** Format: date */
      start_date: string;
      /** Format: date */
      end_date: string;
      /**
       * Format: date-time
       * @description The instant asked for, in UTC; absent when none was.
       */
      as_known_at?: string;
      /** @description The sessions of the whole range that are not published. The next published session bridges them. */
      gaps: {
        /** Format: date */
        date: string;
        /**
         * @description incomplete: too few lines have prices. missing: the session has no prices at all.
         * @enum {string}
         */
        status: 'incomplete' | 'missing';
        reasons: string[];
      }[];
      /** @description Sessions without a change or a rename are left out; the initial composition is not a change. */
      data: {
        /**
         * Format: date
         * @description The session after whose close the composition is another one.
         */
        date: string;
        /**
         * Format: date
         * @description The next session.
         */
        effective_from: string;
        /** @description By ticker. */
        entered: {
          ticker: string;
          rank: number | null;
          /** @description Rank on the published session before; null when it had none. */
          previous_rank: number | null;
        }[];
        /** @description By ticker. */
        exited: {
          ticker: string;
          /** @description Rank of this session; null when the line could not be ranked. */
          rank: number | null;
          previous_rank: number | null;
          /** @description rank, delisted, stale, ineligible or correction. */
          reason: string | null;
        }[];
        /** @description Members that have another ticker from this session on: they neither entered nor left. By ticker. */
        renamed: {
          ticker: string;
          new_ticker: string;
        }[];
      }[];
      /** @description Give it as `cursor` to get the next page; null on the last page. */
      next_cursor: string | null;
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
    };
    Export: {
      /** Format: uuid */
      job_id: string;
      /** @constant */
      status: 'succeeded';
      file_name: string;
      /** @description Path of the workbook on this server. */
      download_url: string;
      /** @description Size of the file in bytes. */
      bytes: number;
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
    };
    Import: {
      /** Format: uuid */
      job_id: string;
      /** @constant */
      status: 'succeeded';
      /** @enum {string} */
      kind: 'prices' | 'stocks' | 'splits' | 'dividends' | 'renames';
      rows_read: number;
      rows_stored: number;
      rows_unchanged: number;
      rows_rejected: number;
      /** @description Number of sessions with new or corrected data. */
      sessions: number;
      first_session: string | null;
      last_session: string | null;
      /** @description Columns of the file that mean nothing here. */
      ignored_columns: string[];
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
    };
    ImportJob: {
      /** Format: uuid */
      job_id: string;
      /** @enum {string} */
      kind: 'prices' | 'stocks' | 'splits' | 'dividends' | 'renames';
      /** @enum {string} */
      status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
      /** @description Share done, 0 to 1. */
      progress: number;
      /** @description What was asked for. */
      request: {
        [key: string]: unknown;
      };
      /** Format: date-time */
      created_at: string;
      started_at: string | null;
      finished_at: string | null;
      /** @description Of a job that succeeded. */
      result: {
        [key: string]: unknown;
      } | null;
      /** @description Of a job that failed. */
      error: {
        type: string;
        title: string;
        status: number;
        detail: string;
      } | null;
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
      rows_read?: number;
      rows_stored?: number;
      rows_unchanged?: number;
      rows_rejected?: number;
      /** @description Number of sessions with new or corrected data. */
      sessions?: number;
      first_session?: string | null;
      last_session?: string | null;
      /** @description Columns of the file that mean nothing here. */
      ignored_columns?: string[];
    };
    Rejections: {
      data: {
        /** @description Line of the file, the header being line 1. */
        line: number;
        column: string | null;
        value: string | null;
        /** @description The rule that the row breaks. */
        rule: string;
      }[];
      /** @description Give it as `cursor` to get the next page; null on the last page. */
      next_cursor: string | null;
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
    };
    AcquisitionRequest: {
      /**
       * Format: date
       * @description First day of the range, inclusive. It need not be a session.
       * @example 2023-01-01
       */
      start_date: string;
      /**
       * Format: date
       * @description Last day of the range, inclusive. It need not be a session.
       * @example 2023-01-31
       */
      end_date: string;
      /**
       * @description The vendor to ask. Left out: the configured ones, in their order.
       * @enum {string}
       */
      source?: 'massive' | 'massive-flat-files' | 'nasdaq';
      /**
       * @description true: sessions that are complete are fetched again as well.
       * @default false
       */
      refresh: boolean;
    };
    Acquisition: {
      /** Format: uuid */
      job_id: string;
      /** @constant */
      status: 'succeeded';
      /** Format: date */
      start_date: string;
      /** Format: date */
      end_date: string;
      /** @description Sessions of the exchange in the range that have closed. */
      sessions: number;
      /** @description Of them, those that are complete. */
      complete: number;
      /** @description Of them, those with fewer lines than expected, or blocked. */
      incomplete: number;
      /** @description Of them, those without a row. `/v1/coverage` names each with its reasons. */
      missing: number;
      /** @description First complete session of the range; null when it has none. */
      first_session: string | null;
      /** @description Last complete session of the range; null when it has none. */
      last_session: string | null;
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
    };
    Coverage: {
      /** Format: date */
      start_date: string;
      /** Format: date */
      end_date: string;
      /** @description One entry per session of the exchange, up to the last one that has closed. */
      data: {
        /**
         * Format: date
         * @description A session of the exchange.
         */
        date: string;
        /**
         * @description missing: no row is stored. incomplete: blocked by the quality gate, not acquired to its end, or fewer than 95 % of the lines expected. complete: anything else, and whatever an operator has accepted.
         * @enum {string}
         */
        status: 'complete' | 'incomplete' | 'missing';
        /** @description Lines that have a row. */
        lines: number;
        /** @description Lines expected; where none were counted, those of the last complete session before. Null: not known. */
        expected_lines: number | null;
        /** @description Where the rows came from. */
        sources: string[];
        /** @description Why the session is not complete. */
        reasons: string[];
      }[];
      /** @description Give it as `cursor` to get the next page; null on the last page. */
      next_cursor: string | null;
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
    };
    Quality: {
      /** Format: date */
      requested_date: string;
      /**
       * Format: date
       * @description The session that is answered for.
       */
      date: string;
      /**
       * @description open: nothing stands against it. blocked: not to be published. accepted: an operator has said that it is right.
       * @enum {string}
       */
      verdict: 'open' | 'blocked' | 'accepted';
      /** @enum {string} */
      status: 'complete' | 'incomplete' | 'missing';
      /** @description Why the session is blocked or not complete. */
      reasons: string[];
      /** @description Whether the quality gate has looked at the session as it is stored now. */
      assessed: boolean;
      /** @description The gravest first, 10000 at most. */
      findings: {
        /** @description The check that found it. */
        check: string;
        /** @enum {string} */
        severity: 'block' | 'flag' | 'note';
        /** @description Null when it is about the session as a whole. */
        ticker: string | null;
        detail: string;
        observed: number | null;
        expected: number | null;
        source: string | null;
        /** Format: date-time */
        found_at: string;
      }[];
      /** @description In the order in which they were taken. */
      decisions: {
        /**
         * Format: uuid
         * @description Also the id of the job that carried it out.
         */
        id: string;
        /** @enum {string} */
        action: 'accept' | 'override' | 'reject';
        /** @description Null when the whole session was meant. */
        ticker: string | null;
        /** @description What an override set. */
        values: {
          [key: string]: unknown;
        } | null;
        reason: string;
        decided_by: string;
        /** Format: date-time */
        decided_at: string;
      }[];
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
    };
    DecisionRequest: {
      /**
       * Format: date
       * @description The session that the decision is about.
       * @example 2023-01-13
       */
      date: string;
      /**
       * @description accept: publish it as it is. override: set `values` in the row of `ticker`, and judge the session anew. reject: do not publish it, whatever the gate says.
       * @enum {string}
       */
      action: 'accept' | 'override' | 'reject';
      /** @description accept: the findings of this row only. override: the row to change. Not with reject. */
      ticker?: string;
      /** @description Only with override: the values to set; the others stay. */
      values?: {
        open?: number | null;
        high?: number | null;
        low?: number | null;
        close?: number;
        volume?: number | null;
        market_cap?: number | null;
        eligible?: boolean | null;
      };
      reason: string;
      decided_by: string;
    };
    Decision: {
      /** Format: uuid */
      job_id: string;
      /** @constant */
      status: 'succeeded';
      /** Format: date */
      date: string;
      /** @enum {string} */
      action: 'accept' | 'override' | 'reject';
      ticker: string | null;
      /**
       * @description open: nothing stands against it. blocked: not to be published. accepted: an operator has said that it is right.
       * @enum {string}
       */
      verdict: 'open' | 'blocked' | 'accepted';
      /** @description What stands against the session after the decision. */
      reasons: string[];
      /** @description Whether the verdict is another one than before. */
      status_changed: boolean;
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
    };
    Decisions: {
      /** Format: date */
      start_date: string;
      /** Format: date */
      end_date: string;
      /** @description By session, then in the order in which they were taken. */
      data: {
        /** Format: date */
        date: string;
        /**
         * Format: uuid
         * @description Also the id of the job that carried it out.
         */
        id: string;
        /** @enum {string} */
        action: 'accept' | 'override' | 'reject';
        /** @description Null when the whole session was meant. */
        ticker: string | null;
        /** @description What an override set. */
        values: {
          [key: string]: unknown;
        } | null;
        reason: string;
        decided_by: string;
        /** Format: date-time */
        decided_at: string;
      }[];
      /** @description Give it as `cursor` to get the next page; null on the last page. */
      next_cursor: string | null;
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
    };
    TableHashes: {
      /** @description By table, a text that is the same for the same content, in whatever order its rows came. */
      tables: {
        [key: string]: string;
      };
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
    };
    Job: {
      /** Format: uuid */
      job_id: string;
      /** @enum {string} */
      kind: 'build' | 'export' | 'import' | 'acquisition' | 'quality-decision';
      /** @enum {string} */
      status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
      /** @description Share done, 0 to 1. */
      progress: number;
      /** @description What was asked for. */
      request: {
        [key: string]: unknown;
      };
      /** Format: date-time */
      created_at: string;
      started_at: string | null;
      finished_at: string | null;
      /** @description Of a job that succeeded. */
      result: {
        [key: string]: unknown;
      } | null;
      /** @description Of a job that failed. */
      error: {
        type: string;
        title: string;
        status: number;
        detail: string;
      } | null;
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
    };
    JobPending: {
      /** Format: uuid */
      job_id: string;
      /** @enum {string} */
      status: 'queued' | 'running';
      /** @description Share done, 0 to 1. */
      progress: number;
      /**
       * @description There only while the store holds the simulated market; absent with real prices.
       * @constant
       */
      data_source?: 'simulated market, not real prices';
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      detail: string;
      /** @description Path of the request. */
      instance: string;
      /** @description The X-Request-Id of the request; give it when you report the problem. */
      request_id: string;
      errors?: {
        /** @description The query or path parameter or header concerned. */
        parameter?: string;
        /** @description JSON Pointer to the member of the body concerned. */
        pointer?: string;
        /** @description What was given; absent when nothing was. */
        value?: unknown;
        /** @description What is wrong with it, and the remedy. */
        message: string;
      }[];
      /** @description The sessions for which prices are stored. */
      available?: {
        /** Format: date */
        first_session: string;
        /** Format: date */
        last_session: string;
      };
      /** @description The sessions for which the index is built. */
      built?: {
        /** Format: date */
        first_session: string;
        /** Format: date */
        last_session: string;
      };
      /**
       * Format: uuid
       * @description The job that failed.
       */
      job_id?: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  buildIndex: {
    parameters: {
      query?: never;
      header?: {
        /** @description `wait=N` waits up to N seconds (300 at most) for the job; `respond-async` does not wait. */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "start_date": "2023-01-01",
         *       "end_date": "2023-01-31"
         *     }
         */
        'application/json': components['schemas']['Range'];
      };
    };
    responses: {
      /** @description The range is built. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "status": "succeeded",
           *       "start_date": "2023-01-01",
           *       "end_date": "2023-01-31",
           *       "first_session": "2023-01-03",
           *       "last_session": "2023-01-31",
           *       "sessions": 20,
           *       "composition_changes": 9,
           *       "level": 1067.4178020134214
           *     }
           */
          'application/json': components['schemas']['Build'];
        };
      };
      /** @description The build goes on: look at `Location` again after `Retry-After` seconds. */
      202: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Path of the job. */
          Location?: string;
          /** @description Seconds until asking again makes sense. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "status": "running",
           *       "progress": 0.4
           *     }
           */
          'application/json': components['schemas']['JobPending'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/request-timeout`: The request took too long to arrive. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/body-too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unsupported-media-type`: The format of the body is not supported. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/no-data-in-range`: There are no prices in the range. `/problems/outside-calendar`: The range reaches past the exchange calendar. `/problems/nothing-published`: No session could be published. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/job-failed`: The job failed. `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getIndexPerformance: {
    parameters: {
      query: {
        /** @description First day of the range, inclusive. It need not be a session. */
        start_date: string;
        /** @description Last day of the range, inclusive. It need not be a session. */
        end_date: string;
        /** @description Answers with what was known at this instant (RFC 3339, with zone) instead of what is known now: sessions and corrections that came later are left out. */
        as_known_at?: string;
        /** @description Rows per page, at most. */
        limit?: number;
        /** @description The `next_cursor` of the page before, unchanged. Left out for the first page. */
        cursor?: string;
      };
      header?: {
        /** @description The ETag of an earlier answer: 304 when it still stands. */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The sessions of the range. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Strong: of exactly these bytes. */
          ETag?: string;
          /** @description `rel="next"`: the next page, unless this is the last. */
          Link?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "index": "top100-equal",
           *       "start_date": "2023-01-01",
           *       "end_date": "2023-01-31",
           *       "period_return": 6.741780201342137,
           *       "gaps": [
           *         {
           *           "date": "2023-01-19",
           *           "status": "incomplete",
           *           "reasons": [
           *             "62 of 100 lines can be ranked"
           *           ]
           *         }
           *       ],
           *       "data": [
           *         {
           *           "date": "2023-01-03",
           *           "daily_return": null,
           *           "cumulative_return": 0,
           *           "level": 1000,
           *           "constituents": 100
           *         },
           *         {
           *           "date": "2023-01-04",
           *           "daily_return": 0.7548318297420114,
           *           "cumulative_return": 0.7548318297420114,
           *           "level": 1007.5483182974201,
           *           "constituents": 100
           *         }
           *       ],
           *       "next_cursor": null
           *     }
           */
          'application/json': components['schemas']['Performance'];
        };
      };
      /** @description What the caller holds still stands. */
      304: {
        headers: {
          /** @description As given. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/index-not-built`: The index has not been built yet. `/problems/outside-built-range`: The index has no published session there. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/date-in-the-future`: The date has not come yet. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getIndexComposition: {
    parameters: {
      query: {
        /** @description The day asked for. Answered with the latest published session on or before it. */
        date: string;
        /** @description true: answer 404 when `date` itself is not a published session. */
        exact?: 'true' | 'false';
        /** @description Answers with what was known at this instant (RFC 3339, with zone) instead of what is known now: sessions and corrections that came later are left out. */
        as_known_at?: string;
      };
      header?: {
        /** @description The ETag of an earlier answer: 304 when it still stands. */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The composition. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Strong: of exactly these bytes. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "index": "top100-equal",
           *       "requested_date": "2023-01-15",
           *       "date": "2023-01-13",
           *       "effective_from": "2023-01-17",
           *       "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "data": [
           *         {
           *           "rank": 1,
           *           "ticker": "AAPL",
           *           "name": "Apple Inc.",
           *           "sector": "Technology",
           *           "exchange": "XNAS",
           *           "weight": 0.01,
           *           "close": 134.76,
           *           "market_cap": 2140000000000
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['Composition'];
        };
      };
      /** @description What the caller holds still stands. */
      304: {
        headers: {
          /** @description As given. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/index-not-built`: The index has not been built yet. `/problems/outside-built-range`: The index has no published session there. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/date-in-the-future`: The date has not come yet. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getCompositionChanges: {
    parameters: {
      query: {
        /** @description First day of the range, inclusive. It need not be a session. */
        start_date: string;
        /** @description Last day of the range, inclusive. It need not be a session. */
        end_date: string;
        /** @description Answers with what was known at this instant (RFC 3339, with zone) instead of what is known now: sessions and corrections that came later are left out. */
        as_known_at?: string;
        /** @description Rows per page, at most. */
        limit?: number;
        /** @description The `next_cursor` of the page before, unchanged. Left out for the first page. */
        cursor?: string;
      };
      header?: {
        /** @description The ETag of an earlier answer: 304 when it still stands. */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The sessions with changes. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Strong: of exactly these bytes. */
          ETag?: string;
          /** @description `rel="next"`: the next page, unless this is the last. */
          Link?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "index": "top100-equal",
           *       "start_date": "2023-01-01",
           *       "end_date": "2023-01-31",
           *       "gaps": [],
           *       "data": [
           *         {
           *           "date": "2023-01-06",
           *           "effective_from": "2023-01-09",
           *           "entered": [
           *             {
           *               "ticker": "CB",
           *               "rank": 99,
           *               "previous_rank": 101
           *             }
           *           ],
           *           "exited": [
           *             {
           *               "ticker": "MO",
           *               "rank": 102,
           *               "previous_rank": 100,
           *               "reason": "rank"
           *             }
           *           ],
           *           "renamed": [
           *             {
           *               "ticker": "FB",
           *               "new_ticker": "META"
           *             }
           *           ]
           *         }
           *       ],
           *       "next_cursor": null
           *     }
           */
          'application/json': components['schemas']['CompositionChanges'];
        };
      };
      /** @description What the caller holds still stands. */
      304: {
        headers: {
          /** @description As given. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/index-not-built`: The index has not been built yet. `/problems/outside-built-range`: The index has no published session there. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/date-in-the-future`: The date has not come yet. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  exportData: {
    parameters: {
      query?: never;
      header?: {
        /** @description `wait=N` waits up to N seconds (300 at most) for the job; `respond-async` does not wait. */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "start_date": "2023-01-01",
         *       "end_date": "2023-01-31"
         *     }
         */
        'application/json': components['schemas']['Range'];
      };
    };
    responses: {
      /** @description The workbook can be downloaded. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "status": "succeeded",
           *       "file_name": "top100-equal_2023-01-01_2023-01-31.xlsx",
           *       "download_url": "/v1/exports/019a9c3e-6a10-7abc-8def-0123456789ab",
           *       "bytes": 148231
           *     }
           */
          'application/json': components['schemas']['Export'];
        };
      };
      /** @description The export goes on: look at `Location` again after `Retry-After` seconds. */
      202: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Path of the job. */
          Location?: string;
          /** @description Seconds until asking again makes sense. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "status": "running",
           *       "progress": 0.4
           *     }
           */
          'application/json': components['schemas']['JobPending'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/index-not-built`: The index has not been built yet. `/problems/outside-built-range`: The index has no published session there. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/request-timeout`: The request took too long to arrive. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/body-too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unsupported-media-type`: The format of the body is not supported. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/job-failed`: The job failed. `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getExport: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of an earlier answer: 304 when it still stands. */
        'If-None-Match'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The file. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Strong: of exactly these bytes. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': unknown;
        };
      };
      /** @description The part of the file that `Range` names. */
      206: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Strong: of exactly these bytes. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': unknown;
        };
      };
      /** @description What the caller holds still stands. */
      304: {
        headers: {
          /** @description As given. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/export-not-found`: There is no such export. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/export-expired`: The export has expired. */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/range-not-satisfiable`: The range lies outside the file. */
      416: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  importFile: {
    parameters: {
      query: {
        kind: 'prices' | 'stocks' | 'splits' | 'dividends' | 'renames';
        /** @description What the quality gate may do about the sessions of the file. flag (the default): name what is suspect. block: also withhold a session from the index until somebody decides. */
        gate?: 'flag' | 'block';
      };
      header?: {
        /** @description `wait=N` waits up to N seconds (300 at most) for the job; `respond-async` does not wait. */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'text/csv': unknown;
        'application/gzip': unknown;
      };
    };
    responses: {
      /** @description The file is imported. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "status": "succeeded",
           *       "kind": "prices",
           *       "rows_read": 62250,
           *       "rows_stored": 62248,
           *       "rows_unchanged": 0,
           *       "rows_rejected": 2,
           *       "sessions": 251,
           *       "first_session": "2022-01-03",
           *       "last_session": "2022-12-30",
           *       "ignored_columns": []
           *     }
           */
          'application/json': components['schemas']['Import'];
        };
      };
      /** @description The import goes on: look at `Location` again after `Retry-After` seconds. */
      202: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Path of the job. */
          Location?: string;
          /** @description Seconds until asking again makes sense. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "status": "running",
           *       "progress": 0.4
           *     }
           */
          'application/json': components['schemas']['JobPending'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/request-timeout`: The request took too long to arrive. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/market-conflict`: The store holds another market. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/body-too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unsupported-media-type`: The format of the body is not supported. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/import-refused`: The file was refused. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/job-failed`: The job failed. `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getImport: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The import. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "status": "succeeded",
           *       "progress": 1,
           *       "request": {
           *         "kind": "prices",
           *         "source": "upload",
           *         "bytes": 1482310
           *       },
           *       "created_at": "2026-01-05T21:30:00.000Z",
           *       "started_at": "2026-01-05T21:30:00.120Z",
           *       "finished_at": "2026-01-05T21:30:02.480Z",
           *       "result": {
           *         "kind": "prices",
           *         "rows_read": 62250,
           *         "rows_stored": 62248,
           *         "rows_unchanged": 0,
           *         "rows_rejected": 2,
           *         "sessions": 251,
           *         "first_session": "2022-01-03",
           *         "last_session": "2022-12-30",
           *         "ignored_columns": []
           *       },
           *       "error": null,
           *       "kind": "prices",
           *       "rows_read": 62250,
           *       "rows_stored": 62248,
           *       "rows_unchanged": 0,
           *       "rows_rejected": 2,
           *       "sessions": 251,
           *       "first_session": "2022-01-03",
           *       "last_session": "2022-12-30",
           *       "ignored_columns": []
           *     }
           */
          'application/json': components['schemas']['ImportJob'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/job-not-found`: There is no such job. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getImportRejections: {
    parameters: {
      query?: {
        /** @description Rows per page, at most. */
        limit?: number;
        /** @description The `next_cursor` of the page before, unchanged. Left out for the first page. */
        cursor?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The rejected rows. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description `rel="next"`: the next page, unless this is the last. */
          Link?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "line": 17,
           *           "column": "close",
           *           "value": "-3.5",
           *           "rule": "close must be above 0"
           *         }
           *       ],
           *       "next_cursor": null
           *     }
           */
          'application/json': components['schemas']['Rejections'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/job-not-found`: There is no such job. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getTableHashes: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The hashes. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "tables": {
           *         "index_compositions": "2000:-4611686018427387904123:9223372036854775807456"
           *       }
           *     }
           */
          'application/json': components['schemas']['TableHashes'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getJob: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The job. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "kind": "build",
           *       "status": "succeeded",
           *       "progress": 1,
           *       "request": {
           *         "start_date": "2023-01-01",
           *         "end_date": "2023-01-31"
           *       },
           *       "created_at": "2026-01-05T21:30:00.000Z",
           *       "started_at": "2026-01-05T21:30:00.120Z",
           *       "finished_at": "2026-01-05T21:30:02.480Z",
           *       "result": {
           *         "start_date": "2023-01-01",
           *         "end_date": "2023-01-31",
           *         "first_session": "2023-01-03",
           *         "last_session": "2023-01-31",
           *         "sessions": 20,
           *         "composition_changes": 9,
           *         "level": 1067.4178020134214
           *       },
           *       "error": null
           *     }
           */
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/job-not-found`: There is no such job. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  cancelJob: {
    parameters: {
      query?: never;
      header?: {
        /** @description `wait=N` waits up to N seconds (300 at most) for the job; `respond-async` does not wait. */
        Prefer?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is cancelled. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "kind": "acquisition",
           *       "status": "cancelled",
           *       "progress": 0.4,
           *       "request": {
           *         "start_date": "2023-01-01",
           *         "end_date": "2023-01-31",
           *         "source": "massive",
           *         "refresh": false
           *       },
           *       "created_at": "2026-01-05T21:30:00.000Z",
           *       "started_at": "2026-01-05T21:30:00.120Z",
           *       "finished_at": "2026-01-05T21:30:02.480Z",
           *       "result": null,
           *       "error": null
           *     }
           */
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description It has been asked to end, and has not yet: look at `Location` again after `Retry-After` seconds. */
      202: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Path of the job. */
          Location?: string;
          /** @description Seconds until asking again makes sense. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "kind": "acquisition",
           *       "status": "running",
           *       "progress": 0.4,
           *       "request": {
           *         "start_date": "2023-01-01",
           *         "end_date": "2023-01-31",
           *         "source": "massive",
           *         "refresh": false
           *       },
           *       "created_at": "2026-01-05T21:30:00.000Z",
           *       "started_at": "2026-01-05T21:30:00.120Z",
           *       "finished_at": "2026-01-05T21:30:02.480Z",
           *       "result": null,
           *       "error": null
           *     }
           */
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/job-not-found`: There is no such job. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/not-cancellable`: The job cannot be cancelled. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  acquire: {
    parameters: {
      query?: never;
      header?: {
        /** @description `wait=N` waits up to N seconds (300 at most) for the job; `respond-async` does not wait. */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "start_date": "2023-01-01",
         *       "end_date": "2023-01-31",
         *       "source": "massive",
         *       "refresh": false
         *     }
         */
        'application/json': components['schemas']['AcquisitionRequest'];
      };
    };
    responses: {
      /** @description The range was gone through. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "status": "succeeded",
           *       "start_date": "2023-01-01",
           *       "end_date": "2023-01-31",
           *       "sessions": 20,
           *       "complete": 19,
           *       "incomplete": 1,
           *       "missing": 0,
           *       "first_session": "2023-01-03",
           *       "last_session": "2023-01-31"
           *     }
           */
          'application/json': components['schemas']['Acquisition'];
        };
      };
      /** @description The acquisition goes on: look at `Location` again after `Retry-After` seconds. */
      202: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Path of the job. */
          Location?: string;
          /** @description Seconds until asking again makes sense. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "status": "running",
           *       "progress": 0.4
           *     }
           */
          'application/json': components['schemas']['JobPending'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/request-timeout`: The request took too long to arrive. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/job-cancelled`: The job was cancelled. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/body-too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unsupported-media-type`: The format of the body is not supported. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/date-in-the-future`: The date has not come yet. `/problems/outside-calendar`: The range reaches past the exchange calendar. `/problems/no-provider`: No data vendor is configured. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/job-failed`: The job failed. `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/acquisition-failed`: The data could not be acquired. */
      502: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getAcquisition: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The acquisition. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "kind": "acquisition",
           *       "status": "cancelled",
           *       "progress": 0.4,
           *       "request": {
           *         "start_date": "2023-01-01",
           *         "end_date": "2023-01-31",
           *         "source": "massive",
           *         "refresh": false
           *       },
           *       "created_at": "2026-01-05T21:30:00.000Z",
           *       "started_at": "2026-01-05T21:30:00.120Z",
           *       "finished_at": "2026-01-05T21:30:02.480Z",
           *       "result": null,
           *       "error": null
           *     }
           */
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/job-not-found`: There is no such job. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  cancelAcquisition: {
    parameters: {
      query?: never;
      header?: {
        /** @description `wait=N` waits up to N seconds (300 at most) for the job; `respond-async` does not wait. */
        Prefer?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is cancelled. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "kind": "acquisition",
           *       "status": "cancelled",
           *       "progress": 0.4,
           *       "request": {
           *         "start_date": "2023-01-01",
           *         "end_date": "2023-01-31",
           *         "source": "massive",
           *         "refresh": false
           *       },
           *       "created_at": "2026-01-05T21:30:00.000Z",
           *       "started_at": "2026-01-05T21:30:00.120Z",
           *       "finished_at": "2026-01-05T21:30:02.480Z",
           *       "result": null,
           *       "error": null
           *     }
           */
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description It has been asked to end, and has not yet: look at `Location` again after `Retry-After` seconds. */
      202: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Path of the job. */
          Location?: string;
          /** @description Seconds until asking again makes sense. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "kind": "acquisition",
           *       "status": "running",
           *       "progress": 0.4,
           *       "request": {
           *         "start_date": "2023-01-01",
           *         "end_date": "2023-01-31",
           *         "source": "massive",
           *         "refresh": false
           *       },
           *       "created_at": "2026-01-05T21:30:00.000Z",
           *       "started_at": "2026-01-05T21:30:00.120Z",
           *       "finished_at": "2026-01-05T21:30:02.480Z",
           *       "result": null,
           *       "error": null
           *     }
           */
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/job-not-found`: There is no such job. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/not-cancellable`: The job cannot be cancelled. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  resumeAcquisition: {
    parameters: {
      query?: never;
      header?: {
        /** @description `wait=N` waits up to N seconds (300 at most) for the job; `respond-async` does not wait. */
        Prefer?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The range was gone through. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "status": "succeeded",
           *       "start_date": "2023-01-01",
           *       "end_date": "2023-01-31",
           *       "sessions": 20,
           *       "complete": 19,
           *       "incomplete": 1,
           *       "missing": 0,
           *       "first_session": "2023-01-03",
           *       "last_session": "2023-01-31"
           *     }
           */
          'application/json': components['schemas']['Acquisition'];
        };
      };
      /** @description The acquisition goes on: look at `Location` again after `Retry-After` seconds. */
      202: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Path of the job. */
          Location?: string;
          /** @description Seconds until asking again makes sense. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "status": "running",
           *       "progress": 0.4
           *     }
           */
          'application/json': components['schemas']['JobPending'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/job-not-found`: There is no such job. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/not-resumable`: The job cannot be resumed. `/problems/job-cancelled`: The job was cancelled. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/no-provider`: No data vendor is configured. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/job-failed`: The job failed. `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/acquisition-failed`: The data could not be acquired. */
      502: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getCoverage: {
    parameters: {
      query: {
        /** @description First day of the range, inclusive. It need not be a session. */
        start_date: string;
        /** @description Last day of the range, inclusive. It need not be a session. */
        end_date: string;
        /** @description Rows per page, at most. */
        limit?: number;
        /** @description The `next_cursor` of the page before, unchanged. Left out for the first page. */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The sessions. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description `rel="next"`: the next page, unless this is the last. */
          Link?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "start_date": "2023-01-01",
           *       "end_date": "2023-01-31",
           *       "data": [
           *         {
           *           "date": "2023-01-03",
           *           "status": "complete",
           *           "lines": 5240,
           *           "expected_lines": 5238,
           *           "sources": [
           *             "massive"
           *           ],
           *           "reasons": []
           *         },
           *         {
           *           "date": "2023-01-04",
           *           "status": "missing",
           *           "lines": 0,
           *           "expected_lines": 5240,
           *           "sources": [],
           *           "reasons": [
           *             "not_acquired: no rows are stored, and nobody has asked for them yet"
           *           ]
           *         }
           *       ],
           *       "next_cursor": null
           *     }
           */
          'application/json': components['schemas']['Coverage'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/outside-calendar`: The range reaches past the exchange calendar. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getQuality: {
    parameters: {
      query: {
        /** @description The day asked for. Answered with the session on it, else the last one before. */
        date: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The session. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "requested_date": "2023-01-15",
           *       "date": "2023-01-13",
           *       "verdict": "blocked",
           *       "status": "incomplete",
           *       "reasons": [
           *         "cap_jump: BRK.B"
           *       ],
           *       "assessed": true,
           *       "findings": [
           *         {
           *           "check": "cap_jump",
           *           "severity": "block",
           *           "ticker": "BRK.B",
           *           "detail": "The market capitalisation is 10 times that of the session before, the close is not.",
           *           "observed": 6800000000000,
           *           "expected": 680000000000,
           *           "source": "massive",
           *           "found_at": "2023-01-13T21:31:00.000Z"
           *         }
           *       ],
           *       "decisions": [
           *         {
           *           "id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *           "action": "override",
           *           "ticker": "BRK.B",
           *           "values": {
           *             "close": 311.42
           *           },
           *           "reason": "The exchange says 311.42; the vendor had moved the point.",
           *           "decided_by": "operations",
           *           "decided_at": "2023-01-14T09:12:00.000Z"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['Quality'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/date-in-the-future`: The date has not come yet. `/problems/outside-calendar`: The range reaches past the exchange calendar. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getQualityDecisions: {
    parameters: {
      query: {
        /** @description First day of the range, inclusive. It need not be a session. */
        start_date: string;
        /** @description Last day of the range, inclusive. It need not be a session. */
        end_date: string;
        /** @description Rows per page, at most. */
        limit?: number;
        /** @description The `next_cursor` of the page before, unchanged. Left out for the first page. */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The decisions. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description `rel="next"`: the next page, unless this is the last. */
          Link?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "start_date": "2023-01-01",
           *       "end_date": "2023-01-31",
           *       "data": [
           *         {
           *           "date": "2023-01-13",
           *           "id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *           "action": "override",
           *           "ticker": "BRK.B",
           *           "values": {
           *             "close": 311.42
           *           },
           *           "reason": "The exchange says 311.42; the vendor had moved the point.",
           *           "decided_by": "operations",
           *           "decided_at": "2023-01-14T09:12:00.000Z"
           *         }
           *       ],
           *       "next_cursor": null
           *     }
           */
          'application/json': components['schemas']['Decisions'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  decideOnQuality: {
    parameters: {
      query?: never;
      header?: {
        /** @description `wait=N` waits up to N seconds (300 at most) for the job; `respond-async` does not wait. */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "date": "2023-01-13",
         *       "action": "override",
         *       "ticker": "BRK.B",
         *       "values": {
         *         "close": 311.42
         *       },
         *       "reason": "The exchange says 311.42; the vendor had moved the point.",
         *       "decided_by": "operations"
         *     }
         */
        'application/json': components['schemas']['DecisionRequest'];
      };
    };
    responses: {
      /** @description The decision stands. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "status": "succeeded",
           *       "date": "2023-01-13",
           *       "action": "override",
           *       "ticker": "BRK.B",
           *       "verdict": "open",
           *       "reasons": [],
           *       "status_changed": true
           *     }
           */
          'application/json': components['schemas']['Decision'];
        };
      };
      /** @description The decision goes on: look at `Location` again after `Retry-After` seconds. */
      202: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Path of the job. */
          Location?: string;
          /** @description Seconds until asking again makes sense. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job_id": "019a9c3e-5f00-7abc-8def-0123456789ab",
           *       "status": "running",
           *       "progress": 0.4
           *     }
           */
          'application/json': components['schemas']['JobPending'];
        };
      };
      /** @description `/problems/invalid-request`: The request is not valid. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/quality-session-not-found`: There is no such session to decide on. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/request-timeout`: The request took too long to arrive. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/body-too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unsupported-media-type`: The format of the body is not supported. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/decision-refused`: The decision was refused. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/job-failed`: The job failed. `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getOpenApi: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of an earlier answer: 304 when it still stands. */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The document. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Strong: of exactly these bytes. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': unknown;
        };
      };
      /** @description What the caller holds still stands. */
      304: {
        headers: {
          /** @description As given. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getAsyncApi: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of an earlier answer: 304 when it still stands. */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The document. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Strong: of exactly these bytes. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': unknown;
        };
      };
      /** @description What the caller holds still stands. */
      304: {
        headers: {
          /** @description As given. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getProblem: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of an earlier answer: 304 when it still stands. */
        'If-None-Match'?: string;
      };
      path: {
        kind:
          | 'invalid-request'
          | 'not-found'
          | 'index-not-built'
          | 'outside-built-range'
          | 'job-not-found'
          | 'quality-session-not-found'
          | 'export-not-found'
          | 'method-not-allowed'
          | 'not-acceptable'
          | 'request-timeout'
          | 'market-conflict'
          | 'not-cancellable'
          | 'not-resumable'
          | 'job-cancelled'
          | 'export-expired'
          | 'body-too-large'
          | 'unsupported-media-type'
          | 'range-not-satisfiable'
          | 'no-data-in-range'
          | 'date-in-the-future'
          | 'outside-calendar'
          | 'nothing-published'
          | 'import-refused'
          | 'no-provider'
          | 'decision-refused'
          | 'job-failed'
          | 'internal-error'
          | 'acquisition-failed'
          | 'unavailable';
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The explanation. */
      200: {
        headers: {
          /** @description Under which the request is logged. */
          'X-Request-Id'?: string;
          /** @description `simulated` while the store holds the simulated market; else absent. */
          'X-Data-Source'?: string;
          /** @description Strong: of exactly these bytes. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': unknown;
        };
      };
      /** @description What the caller holds still stands. */
      304: {
        headers: {
          /** @description As given. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `/problems/not-found`: There is nothing here. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/internal-error`: Something went wrong on our side. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `/problems/unavailable`: A part of the service is not available. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}
