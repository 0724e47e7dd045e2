/** The types of the interface. Generated from its OpenAPI document by scripts/generate-client.mjs. */
export interface paths {
    "/build-index": {
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
        post: operations["buildIndex"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/index-performance": {
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
        get: operations["getIndexPerformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/index-composition": {
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
        get: operations["getIndexComposition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/composition-changes": {
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
        get: operations["getCompositionChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/export-data": {
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
         * @description Sheets: Summary, Performance, Compositions, Changes; of the default index, or of the one that `index_id` names. Waits like the build.
         */
        post: operations["exportData"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/{id}": {
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
        get: operations["getExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indices/{index_id}/composition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The constituents of an index as of a day
         * @description As `/v1/index-composition`, of any index: the latest published session on or before the day. Weights are fractions, prices and market capitalisations US dollars.
         */
        get: operations["getCompositionOfIndex"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indices/{index_id}/compositions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All constituents of an index in every session of a range
         * @description One row per constituent and published session, in one answer however long it is: it is sent as it is read. `ndjson` and CSV can be used row by row. Should the index change while it is sent, or its data fail, the connection is broken off: an answer that ends is whole and of one revision. Weights are fractions, prices and market capitalisations US dollars.
         */
        get: operations["getCompositionsOfIndex"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indices/{index_id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who entered an index, who left and who was renamed, by session
         * @description As `/v1/composition-changes`, of any index. Sessions without a change are left out.
         */
        get: operations["getChangesOfIndex"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indices/{index_id}/performance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns and levels of an index and its benchmark, by session, week, month, quarter or year
         * @description Returns are in percent: 1.5 means 1.5 %. Levels are not rounded. The benchmark is the capitalisation-weighted twin: the same constituents, held into each session in proportion to their market caps after the published session before it. The returns of the periods compound to `period_return`.
         */
        get: operations["getPerformanceOfIndex"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indices/{index_id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return, risk and draw-down of an index, alone and against its benchmark
         * @description Fractions (0.01 means 1 %), annual figures by 252 sessions a year. A figure that is not defined for the window is null, never 0. The window begins at the close of the last published session before `start_date`. As CSV: one row per figure.
         */
        get: operations["getMetricsOfIndex"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indices/{index_id}/turnover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an index traded at the close of each session
         * @description One-way turnover as a fraction (0.01 means that 1 % of the index was replaced), how many lines entered and left, and the mean turnover per year.
         */
        get: operations["getTurnoverOfIndex"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indices/{index_id}/constituents/{ticker}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One line over time
         * @description When the line entered and left, and rank, weight, close and market capitalisation on every session on which it was a member. A line that got another ticker is the same line: rows before say its older names. As it is known now: `as_known_at` is not offered here. As CSV: the sessions.
         */
        get: operations["getConstituent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indices/{index_id}/contributions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What each line brought to the index
         * @description The contribution of a line on a session is its weight at the close before times its return, in index points times the level at that close. Over a range they add up exactly, but for the rounding of floating point: the points of all lines to the change of the level, the percentages to the return of the range. As it is known now: `as_known_at` is not offered here.
         */
        get: operations["getContributions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indices/{index_id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a line is, or is not, in the index
         * @description Of the latest published session on or before the day: rank and how it came about, market capitalisation and what it is made of, the cut-offs and how far the line is from the one that concerns it, and what happened to it at that close. Ranked by the same rules, over the same rows, as the index itself. As it is known now: `as_known_at` is not offered here. As CSV: the ranks of the last sessions.
         */
        get: operations["explainLine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indices/{index_id}/watchlist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is near to falling out, and who near to coming in
         * @description The lines around the ranks at which membership changes, on the latest published session on or before the day. An index that does not rebalance every day, or ranks with a lag, acts on it later. As it is known now: `as_known_at` is not offered here.
         */
        get: operations["getWatchlist"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/what-if": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What an index by other rules would have done
         * @description Computes an index by any definition on the stored market data, and stores nothing. Sessions are published where the default index has published them; the first published one of the range is the base. The default rules over the whole built range give exactly the series of the default index. Returns are in percent, turnover is a fraction.
         */
        post: operations["whatIf"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The indices that are kept
         * @description The default one and those that were made, by id.
         */
        get: operations["listIndices"];
        put?: never;
        /**
         * Keep an index by a definition
         * @description Makes the index and builds it over the range, by default that of the default index; from then on it is kept up with every session and correction, and its events carry its id. Rules that are left out are as in the default index. The same id with the same rules joins: further days of the range are built. An id is never given again.
         */
        post: operations["createIndex"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indices/{index_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One index: its rules and how far it is
         * @description The default index is there before it is first built.
         */
        get: operations["getIndex"];
        put?: never;
        post?: never;
        /**
         * Give an index up
         * @description Removes the index with all that is stored of it. For its owner and for the scope admin; the default index stays. The id is not given again, since events of the index may still be read.
         */
        delete: operations["retireIndex"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a file
         * @description The body is the file itself, CSV (plain or gzip) or Parquet, up to 4 GiB: `curl --data-binary @FILE`. Rows that break a rule are rejected and the others stored; a file that is not what it says is refused whole. Importing a file twice changes nothing.
         */
        post: operations["importFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{id}": {
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
        get: operations["getImport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{id}/rejections": {
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
        get: operations["getImportRejections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/table-hashes": {
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
        get: operations["getTableHashes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/acquisitions": {
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
        post: operations["acquire"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/acquisitions/{id}": {
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
        get: operations["getAcquisition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/acquisitions/{id}/cancel": {
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
        post: operations["cancelAcquisition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/acquisitions/{id}/resume": {
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
        post: operations["resumeAcquisition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/coverage": {
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
        get: operations["getCoverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quality": {
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
        get: operations["getQuality"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quality/decisions": {
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
        get: operations["getQualityDecisions"];
        put?: never;
        /**
         * Accept, override or reject
         * @description An operator has the last word on a session or on one of its rows. The decision is kept with who took it, when and why.
         */
        post: operations["decideOnQuality"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your jobs, the newest first
         * @description Everything that the owner of the key has asked for; with the scope admin, what everybody has. `kind=export` is the list of workbooks, with the path of each in its `result`; `kind=import` is that of the files.
         */
        get: operations["getJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a job is
         * @description A job is queued, then running, then succeeded, failed or cancelled, and then never changes again, unless it is an acquisition that is resumed. Until then `Retry-After` says when to look again.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /**
         * Cancel a job
         * @description An export or import that is cancelled leaves nothing behind; one that is just about to be done succeeds, and then the answer is 409. An acquisition ends after the session in hand, keeps what is stored and can be resumed. Builds and decisions are let end: 409.
         */
        delete: operations["cancelJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happens, as it happens
         * @description With `Accept: text/event-stream` a stream of server-sent events that stays open: `id:` is the place, `event:` the topic, `data:` the event as one line of JSON. Connect again with `Last-Event-ID` and nothing is missed: events are stored before they are told, and come in the order of their places. Else a page of stored events, for those who ask now and then. Events of one topic and one index are in the order in which they happened; an event may be told twice, with the same `id`. Changes of composition are kept for ever, other events 90 days. A comment every 15 seconds keeps the connection; a reader that takes nothing for 10 seconds is cut off. At most 50 streams per caller.
         */
        get: operations["getEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a job is, as it goes
         * @description A stream of server-sent events named `job`: the job as `GET /v1/jobs/{id}` shows it, at once and whenever it has moved on. The last one, with the `id:` `ended`, is of the job as it ended; then the stream ends. A browser that connects again after it gets 204.
         */
        get: operations["getJobEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your webhooks
         * @description All of them, the oldest first.
         */
        get: operations["getWebhooks"];
        put?: never;
        /**
         * Have events sent
         * @description Every event from now on is POSTed to the URL, one at a time and in order, signed as the Standard Webhooks specification says (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The next one follows after an answer of 2xx; else the same one is sent again, with growing pauses up to an hour, for three days, then the webhook is disabled. 410 disables it at once. Redirects are not followed, and 10 seconds are waited for the answer. The secret is shown in this answer only. At most 20 per owner.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One webhook
         * @description Whether it is being delivered to, and up to where.
         */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * End a webhook
         * @description Nothing more is sent, but for what is under way. Its log goes too.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test event now
         * @description An event of the topic `webhook.test`, signed like any other, also to a disabled webhook. It changes nothing but the log.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on with a webhook
         * @description Goes on at the event at which it stopped: none is left out. One that is failing is tried at once. Where events have been deleted for their age since, it is refused: make a new webhook and read what is kept.
         */
        post: operations["resumeWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the secret
         * @description Shows the new secret, once. For 24 hours messages carry a signature with each of both.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent
         * @description Every attempt of the last 30 days, the newest first.
         */
        get: operations["getWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All keys
         * @description The newest first, also those that have expired or were revoked.
         */
        get: operations["getKeys"];
        put?: never;
        /**
         * Make a key
         * @description The answer shows the key, once: only its hash is kept. Send it as `Authorization: Bearer KEY` or `X-API-Key: KEY`.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One key
         * @description What it allows, until when, and when it was last used.
         */
        get: operations["getKey"];
        put?: never;
        post?: never;
        /**
         * Revoke a key
         * @description For good. Every replica refuses it within five seconds. A key that was revoked before stays as it is.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace a key
         * @description Makes a new key with the same name, owner, scopes and limit, valid for as long as the old one was made for. The old one stays valid for `overlap_seconds`, but no longer than it would have been.
         */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who wrote what
         * @description Every call that was not a mere question, and every one that was refused for want of a key or a scope, on the days of the range (UTC). Kept for 400 days; a call appears within seconds.
         */
        get: operations["getAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This reference as a page
         * @description Every operation with its parameters, answers and problems, and a command that asks for its example.
         */
        get: operations["getReference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The events as a page
         * @description Every topic with its key and the fields of its messages.
         */
        get: operations["getEventReference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
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
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/asyncapi.json": {
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
        get: operations["getAsyncApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems/{kind}": {
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
        get: operations["getProblem"];
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
            status: "succeeded";
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
            data_source?: "simulated market, not real prices";
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
                status: "incomplete" | "missing";
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
                /** @description Index level at the close; at the base session 1000, or the base_level that the definition of the index names. Not rounded. */
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
            data_source?: "simulated market, not real prices";
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
            data_source?: "simulated market, not real prices";
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
                status: "incomplete" | "missing";
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
            data_source?: "simulated market, not real prices";
        };
        ExportRange: {
            /**
             * @description The index to export, as GET /v1/indices lists them.
             * @default top100-equal
             * @example top100-equal
             */
            index_id?: string;
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
        Export: {
            /** Format: uuid */
            job_id: string;
            /** @constant */
            status: "succeeded";
            file_name: string;
            /** @description Path of the workbook on this server. */
            download_url: string;
            /** @description Size of the file in bytes. */
            bytes: number;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        Import: {
            /** Format: uuid */
            job_id: string;
            /** @constant */
            status: "succeeded";
            /** @enum {string} */
            kind: "prices" | "stocks" | "splits" | "dividends" | "renames";
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
            data_source?: "simulated market, not real prices";
        };
        ImportJob: {
            /** Format: uuid */
            job_id: string;
            /** @enum {string} */
            kind: "prices" | "stocks" | "splits" | "dividends" | "renames";
            /** @enum {string} */
            status: "queued" | "running" | "succeeded" | "failed" | "cancelled";
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
            data_source?: "simulated market, not real prices";
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
            data_source?: "simulated market, not real prices";
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
            data_source?: "simulated market, not real prices";
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
            source?: "massive" | "massive-flat-files" | "nasdaq";
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
            status: "succeeded";
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
            data_source?: "simulated market, not real prices";
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
                status: "complete" | "incomplete" | "missing";
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
            data_source?: "simulated market, not real prices";
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
            verdict: "open" | "blocked" | "accepted";
            /** @enum {string} */
            status: "complete" | "incomplete" | "missing";
            /** @description Why the session is blocked or not complete. */
            reasons: string[];
            /** @description Whether the quality gate has looked at the session as it is stored now. */
            assessed: boolean;
            /** @description The gravest first, 10000 at most. */
            findings: {
                /** @description The check that found it. */
                check: string;
                /** @enum {string} */
                severity: "block" | "flag" | "note";
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
                action: "accept" | "override" | "reject";
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
            data_source?: "simulated market, not real prices";
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
            action: "accept" | "override" | "reject";
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
            status: "succeeded";
            /** Format: date */
            date: string;
            /** @enum {string} */
            action: "accept" | "override" | "reject";
            ticker: string | null;
            /**
             * @description open: nothing stands against it. blocked: not to be published. accepted: an operator has said that it is right.
             * @enum {string}
             */
            verdict: "open" | "blocked" | "accepted";
            /** @description What stands against the session after the decision. */
            reasons: string[];
            /** @description Whether the verdict is another one than before. */
            status_changed: boolean;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
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
                action: "accept" | "override" | "reject";
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
            data_source?: "simulated market, not real prices";
        };
        Job: {
            /** Format: uuid */
            job_id: string;
            /** @enum {string} */
            kind: "build" | "export" | "import" | "acquisition" | "quality-decision" | "retirement";
            /** @enum {string} */
            status: "queued" | "running" | "succeeded" | "failed" | "cancelled";
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
            data_source?: "simulated market, not real prices";
        };
        Jobs: {
            data: {
                /** Format: uuid */
                job_id: string;
                /** @enum {string} */
                kind: "build" | "export" | "import" | "acquisition" | "quality-decision" | "retirement";
                /** @enum {string} */
                status: "queued" | "running" | "succeeded" | "failed" | "cancelled";
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
                /** @description Who asked for it; null for what was asked for before there were owners. Told to admins only. */
                owner?: string | null;
            }[];
            /** @description Give it as `cursor` to get the next page; null on the last page. */
            next_cursor: string | null;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        JobPending: {
            /** Format: uuid */
            job_id: string;
            /** @enum {string} */
            status: "queued" | "running";
            /** @description Share done, 0 to 1. */
            progress: number;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
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
        KeyRequest: {
            /** @description For people: who or what the key is for. */
            name: string;
            /** @description What the key allows; admin includes the others. */
            scopes: ("read" | "build" | "export" | "admin")[];
            /** @description When it ends to be valid; left out or null: never, until it is revoked. */
            expires_at?: string | null;
            /** @description Cost of calls per minute; left out or null: the limit of the deployment. */
            limit_per_minute?: number | null;
        };
        KeyRotation: {
            /**
             * @description For how long the old key stays valid beside the new one; a day unless said.
             * @default 86400
             */
            overlap_seconds?: number;
        };
        Key: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description How the key begins, by which people tell keys apart; the rest is not kept. */
            prefix: string;
            /** @description Owner of what is made with the key; the same for the keys that replace it. */
            owner: string;
            scopes: ("read" | "build" | "export" | "admin")[];
            /** @enum {string} */
            status: "active" | "expired" | "revoked";
            /** @description Null: the limit of the deployment. */
            limit_per_minute: number | null;
            /** Format: date-time */
            created_at: string;
            created_by: string;
            expires_at: string | null;
            revoked_at: string | null;
            /** @description To about a minute; null: never. */
            last_used_at: string | null;
            /** @description The key that it was rotated to. */
            replaced_by: string | null;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        NewKey: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description How the key begins, by which people tell keys apart; the rest is not kept. */
            prefix: string;
            /** @description Owner of what is made with the key; the same for the keys that replace it. */
            owner: string;
            scopes: ("read" | "build" | "export" | "admin")[];
            /** @enum {string} */
            status: "active" | "expired" | "revoked";
            /** @description Null: the limit of the deployment. */
            limit_per_minute: number | null;
            /** Format: date-time */
            created_at: string;
            created_by: string;
            expires_at: string | null;
            revoked_at: string | null;
            /** @description To about a minute; null: never. */
            last_used_at: string | null;
            /** @description The key that it was rotated to. */
            replaced_by: string | null;
            /** @description The key itself. It is shown this once: only its hash is kept. */
            key: string;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        Keys: {
            /** @description The newest first, also those that are no longer valid. */
            data: {
                /** Format: uuid */
                id: string;
                name: string;
                /** @description How the key begins, by which people tell keys apart; the rest is not kept. */
                prefix: string;
                /** @description Owner of what is made with the key; the same for the keys that replace it. */
                owner: string;
                scopes: ("read" | "build" | "export" | "admin")[];
                /** @enum {string} */
                status: "active" | "expired" | "revoked";
                /** @description Null: the limit of the deployment. */
                limit_per_minute: number | null;
                /** Format: date-time */
                created_at: string;
                created_by: string;
                expires_at: string | null;
                revoked_at: string | null;
                /** @description To about a minute; null: never. */
                last_used_at: string | null;
                /** @description The key that it was rotated to. */
                replaced_by: string | null;
            }[];
            /** @description Give it as `cursor` to get the next page; null on the last page. */
            next_cursor: string | null;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        AuditLog: {
            /** Format: date */
            start_date: string;
            /** Format: date */
            end_date: string;
            /** @description The newest first. */
            data: {
                /** Format: date-time */
                at: string;
                /** @description The key or the subject of the token; `unknown` where none was valid. */
                caller: string;
                owner: string | null;
                /** @description As in this document. */
                operation: string;
                path: string;
                /** @description Of the answer; 499 when the caller left before it. */
                status: number;
                request_id: string;
                address: string | null;
            }[];
            /** @description Give it as `cursor` to get the next page; null on the last page. */
            next_cursor: string | null;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        IndexComposition: {
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
            /** @description By rank; members without a rank last, by ticker. Each with every field, unless `fields` names some. */
            data: {
                /** @description Place by market capitalisation, from 1. Null for a member that could not be ranked that session. */
                rank?: number | null;
                ticker?: string;
                name?: string | null;
                sector?: string | null;
                exchange?: string | null;
                /** @description Share of the index after the close, as a fraction: 0.01 means 1 %. */
                weight?: number;
                /** @description Closing price as traded, in US dollars; carried from the last trade where the session has none. */
                close?: number;
                /** @description Market capitalisation in US dollars. */
                market_cap?: number | null;
            }[];
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        Compositions: {
            index: string;
            /** Format: date */
            start_date: string;
            /** Format: date */
            end_date: string;
            /** @description The sessions of the whole range that are not published. The next published session bridges them. */
            gaps: {
                /** Format: date */
                date: string;
                /**
                 * @description incomplete: too few lines have prices. missing: the session has no prices at all.
                 * @enum {string}
                 */
                status: "incomplete" | "missing";
                reasons: string[];
            }[];
            /** @description Every constituent of every published session, by session, then by rank; those without a rank last, by ticker. */
            data: {
                /**
                 * Format: date
                 * @description The session after whose close it was a constituent.
                 */
                date: string;
                /** @description Place by market capitalisation, from 1. Null for a member that could not be ranked that session. */
                rank: number | null;
                ticker: string;
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
            data_source?: "simulated market, not real prices";
        };
        IntervalPerformance: {
            index: string;
            /** Format: date */
            start_date: string;
            /** Format: date */
            end_date: string;
            /** @enum {string} */
            interval: "day" | "week" | "month" | "quarter" | "year";
            /**
             * Format: date-time
             * @description The instant asked for, in UTC; absent when none was.
             */
            as_known_at?: string;
            /** @description Return of the whole range in percent: level at its last published session over the level at the last published session before start_date (or, where there is none, at the first published session of the range), minus one. */
            period_return: number;
            /** @description The same of the benchmark, in percent; null for sessions that were stored by a release without benchmarks, until POST /build-index goes over the index again. The benchmark is the capitalisation-weighted twin: the same constituents, held into each session in proportion to their market caps after the published session before it. */
            benchmark_period_return: number | null;
            /** @description The same of net_level, in percent. */
            net_period_return: number;
            /** @description The sessions of the whole range that are not published. The next published session bridges them. */
            gaps: {
                /** Format: date */
                date: string;
                /**
                 * @description incomplete: too few lines have prices. missing: the session has no prices at all.
                 * @enum {string}
                 */
                status: "incomplete" | "missing";
                reasons: string[];
            }[];
            /** @description For interval=day one row per published session, else one per period with at least one; oldest first. */
            data: ({
                /**
                 * Format: date
                 * @description The session.
                 */
                date: string;
                /** @description Return since the published session before, in percent: 1.5 means 1.5 %. Null on the base session. */
                daily_return: number | null;
                /** @description Return since the base session, in percent. */
                cumulative_return: number;
                /** @description Index level at the close; at the base session 1000, or the base_level that the definition of the index names. Not rounded. */
                level: number;
                /** @description Number of constituents after the close. */
                constituents: number;
                /** @description Return of the benchmark since the published session before, in percent: 1.5 means 1.5 %. Null on the base session; null for sessions that were stored by a release without benchmarks, until POST /build-index goes over the index again. The benchmark is the capitalisation-weighted twin: the same constituents, held into each session in proportion to their market caps after the published session before it. */
                benchmark_return: number | null;
                /** @description Level of the benchmark at the close; it starts where the level of the index does. Not rounded; null for sessions that were stored by a release without benchmarks, until POST /build-index goes over the index again. */
                benchmark_level: number | null;
                /** @description Index level after the cost of trading, by the `cost_bps` of the definition, at the close; the level itself where that is 0. Not rounded. */
                net_level: number;
            } | {
                /**
                 * @description A week as 2023-W03, a month as 2023-01, a quarter as 2023-Q1, a year as 2023.
                 * @example 2023-W03
                 * @example 2023-01
                 * @example 2023-Q1
                 * @example 2023
                 */
                period: string;
                /**
                 * Format: date
                 * @description First published session of the period within the range.
                 */
                first_session: string;
                /**
                 * Format: date
                 * @description Last published session of the period within the range.
                 */
                last_session: string;
                /** @description Published sessions of the period within the range. */
                sessions: number;
                /** @description Return of the period in percent (1.5 means 1.5 %): level at its last session over the level at the last published session before its first one. The periods compound to the return of the range. Null where there is the base session only. */
                period_return: number | null;
                /** @description Index level at the close of the last session. Not rounded. */
                level: number;
                /** @description Return of the benchmark in the period, in percent; null for sessions that were stored by a release without benchmarks, until POST /build-index goes over the index again. The benchmark is the capitalisation-weighted twin: the same constituents, held into each session in proportion to their market caps after the published session before it. */
                benchmark_return: number | null;
                /** @description Level of the benchmark at the close; it starts where the level of the index does. Not rounded; null for sessions that were stored by a release without benchmarks, until POST /build-index goes over the index again. */
                benchmark_level: number | null;
                /** @description false where the range cuts the period, or the index begins in it or has not reached its end: the return is then that of first_session to last_session only. */
                complete: boolean;
                /** @description Index level after the cost of trading, by the `cost_bps` of the definition, at the close; the level itself where that is 0. Not rounded. */
                net_level: number;
            })[];
            /** @description Give it as `cursor` to get the next page; null on the last page. */
            next_cursor: string | null;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        Metrics: {
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
            /**
             * Format: date
             * @description The session from whose close on the figures count: the last published one before start_date or, where there is none, the first one of the range. Its level counts, its return does not.
             */
            base_session: string;
            /**
             * Format: date
             * @description The last published session of the range.
             */
            last_session: string;
            /** @description The rate used, a fraction per year. */
            risk_free: number;
            /** @description The sessions of the whole range that are not published. The next published session bridges them. */
            gaps: {
                /** Format: date */
                date: string;
                /**
                 * @description incomplete: too few lines have prices. missing: the session has no prices at all.
                 * @enum {string}
                 */
                status: "incomplete" | "missing";
                reasons: string[];
            }[];
            /** @description Of the index. Each figure is null where it is not defined. */
            metrics: {
                /** @description Session returns in the window. */
                observations: number;
                /** @description Last level over the level at base_session, minus 1; a fraction: 0.01 means 1 %. */
                total_return: number | null;
                /** @description The return per year of 252 sessions that compounds to total_return; a fraction. */
                annualised_return: number | null;
                /** @description The return per year of 365.25 days that compounds to total_return; a fraction. */
                cagr_calendar: number | null;
                /** @description Sample standard deviation of the session returns times the square root of 252; a fraction. */
                annualised_volatility: number | null;
                /** @description Mean excess return over its standard deviation, times the square root of 252; a ratio. */
                sharpe: number | null;
                /** @description Mean excess return over the root mean square of the negative ones, times the square root of 252; a ratio. */
                sortino: number | null;
                /** @description annualised_return over the depth of max_drawdown; a ratio. */
                calmar: number | null;
                /** @description The deepest fall from a peak, the level at base_session included; a fraction from -1 to 0. */
                max_drawdown: number | null;
                /** @description The session from which it fell. Null without a fall. */
                max_drawdown_peak: string | null;
                /** @description The session at which it was deepest. Null without a fall. */
                max_drawdown_trough: string | null;
                /** @description The first session at or above the peak again. Null while there is none, or without a fall. */
                max_drawdown_recovery: string | null;
                /** @description Sessions from the peak to the recovery, or to the end of the window while there is none. */
                max_drawdown_length: number | null;
                /** @description The last level over the highest of the window, minus 1; a fraction from -1 to 0. */
                current_drawdown: number | null;
                /** @description Share of sessions with a return above 0; a fraction. */
                hit_ratio: number | null;
                /** @description The largest session return; a fraction. */
                best_day: number | null;
                /** @description The smallest session return; a fraction. */
                worst_day: number | null;
                /** @description Skewness of the session returns, corrected for small samples; a number without unit, 0 when symmetric. */
                skewness: number | null;
                /** @description Kurtosis less that of a normal distribution, corrected for small samples; a number without unit. */
                excess_kurtosis: number | null;
                /** @description The 5 % quantile of the session returns; a fraction per session, a loss negative. */
                var_95_historical: number | null;
                /** @description Mean of the session returns up to that quantile; a fraction per session, a loss negative. */
                cvar_95_historical: number | null;
                /** @description Mean one-way turnover of the sessions times 252: as a multiple of the index per year. Null for the benchmark. */
                annualised_turnover_one_way: number | null;
            };
            /** @description The capitalisation-weighted twin: the same constituents, held into each session in proportion to their market caps after the published session before it. Null while a session of the window was stored by a release without benchmarks: POST /build-index goes over the index again. */
            benchmark: {
                /** @constant */
                name: "cap-weighted-twin";
                /** @description The same figures of the benchmark itself. */
                metrics: {
                    /** @description Session returns in the window. */
                    observations: number;
                    /** @description Last level over the level at base_session, minus 1; a fraction: 0.01 means 1 %. */
                    total_return: number | null;
                    /** @description The return per year of 252 sessions that compounds to total_return; a fraction. */
                    annualised_return: number | null;
                    /** @description The return per year of 365.25 days that compounds to total_return; a fraction. */
                    cagr_calendar: number | null;
                    /** @description Sample standard deviation of the session returns times the square root of 252; a fraction. */
                    annualised_volatility: number | null;
                    /** @description Mean excess return over its standard deviation, times the square root of 252; a ratio. */
                    sharpe: number | null;
                    /** @description Mean excess return over the root mean square of the negative ones, times the square root of 252; a ratio. */
                    sortino: number | null;
                    /** @description annualised_return over the depth of max_drawdown; a ratio. */
                    calmar: number | null;
                    /** @description The deepest fall from a peak, the level at base_session included; a fraction from -1 to 0. */
                    max_drawdown: number | null;
                    /** @description The session from which it fell. Null without a fall. */
                    max_drawdown_peak: string | null;
                    /** @description The session at which it was deepest. Null without a fall. */
                    max_drawdown_trough: string | null;
                    /** @description The first session at or above the peak again. Null while there is none, or without a fall. */
                    max_drawdown_recovery: string | null;
                    /** @description Sessions from the peak to the recovery, or to the end of the window while there is none. */
                    max_drawdown_length: number | null;
                    /** @description The last level over the highest of the window, minus 1; a fraction from -1 to 0. */
                    current_drawdown: number | null;
                    /** @description Share of sessions with a return above 0; a fraction. */
                    hit_ratio: number | null;
                    /** @description The largest session return; a fraction. */
                    best_day: number | null;
                    /** @description The smallest session return; a fraction. */
                    worst_day: number | null;
                    /** @description Skewness of the session returns, corrected for small samples; a number without unit, 0 when symmetric. */
                    skewness: number | null;
                    /** @description Kurtosis less that of a normal distribution, corrected for small samples; a number without unit. */
                    excess_kurtosis: number | null;
                    /** @description The 5 % quantile of the session returns; a fraction per session, a loss negative. */
                    var_95_historical: number | null;
                    /** @description Mean of the session returns up to that quantile; a fraction per session, a loss negative. */
                    cvar_95_historical: number | null;
                    /** @description Mean one-way turnover of the sessions times 252: as a multiple of the index per year. Null for the benchmark. */
                    annualised_turnover_one_way: number | null;
                };
                /** @description The index against it. */
                relative: {
                    /** @description Sessions compared. */
                    observations: number;
                    /** @description Sample standard deviation of the differences of the returns, times the square root of 252; a fraction. */
                    tracking_error: number | null;
                    /** @description Mean difference of the returns times 252, over tracking_error; a ratio. */
                    information_ratio: number | null;
                    /** @description Slope of the returns on those of the benchmark, by least squares; a ratio. */
                    beta: number | null;
                    /** @description Intercept of that line for excess returns, compounded over 252 sessions; a fraction per year. */
                    alpha: number | null;
                    /** @description Correlation of the returns; a number from -1 to 1. */
                    correlation: number | null;
                    /** @description Annualised return over the sessions in which the benchmark rose, over that of the benchmark; a ratio. */
                    up_capture: number | null;
                    /** @description The same for the sessions in which the benchmark fell; a ratio. */
                    down_capture: number | null;
                };
            } | null;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        Turnover: {
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
            /** @description Mean turnover of the sessions of the whole range times 252: as a multiple of the index per year. Null where only the base session is in the range. */
            annualised_turnover_one_way: number | null;
            /** @description The sessions of the whole range that are not published. The next published session bridges them. */
            gaps: {
                /** Format: date */
                date: string;
                /**
                 * @description incomplete: too few lines have prices. missing: the session has no prices at all.
                 * @enum {string}
                 */
                status: "incomplete" | "missing";
                reasons: string[];
            }[];
            /** @description One row per published session, oldest first. */
            data: {
                /**
                 * Format: date
                 * @description The session at whose close it was traded.
                 */
                date: string;
                /** @description One-way turnover as a fraction of the index: half the sum of |target weight - drifted weight| over all lines, so that 1 replaces everything. Null on the base session: buying the first constituents is no turnover. */
                turnover: number | null;
                /** @description Lines that entered; 0 on the base session, whose composition is no change. */
                entered: number;
                /** @description Lines that left. */
                exited: number;
            }[];
            /** @description Give it as `cursor` to get the next page; null on the last page. */
            next_cursor: string | null;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        WhatIfRequest: {
            definition?: {
                /**
                 * @description Number of constituents aimed at.
                 * @default 100
                 */
                size?: number;
                /**
                 * @description When members and weights are chosen anew: after every session, or after the last one of the month or quarter.
                 * @default daily
                 * @enum {string}
                 */
                schedule?: "daily" | "monthly" | "quarterly";
                /**
                 * @description Sessions between the ranking and the close at which it is traded.
                 * @default 0
                 */
                lag?: number;
                /**
                 * @description Ranks up to size - buffer enter; members stay up to rank size + buffer.
                 * @default 0
                 */
                buffer?: number;
                /**
                 * @description company: one line per issuer, ranked by the company. line: every line by itself.
                 * @default company
                 * @enum {string}
                 */
                share_classes?: "company" | "line";
                /**
                 * @description price: dividends are left out. total: they are reinvested in the line on the ex-date.
                 * @default price
                 * @enum {string}
                 */
                return?: "price" | "total";
                /**
                 * @description Only lines of these sectors are ranked, as reference data spell them; null: all.
                 * @default null
                 */
                sectors?: string[] | null;
                /**
                 * @description Only lines of these exchanges are ranked, as reference data spell them; null: all.
                 * @default null
                 */
                exchanges?: string[] | null;
                /**
                 * @description Cost of one unit traded, bought or sold, in basis points (1 is 0.01 %), for the net level.
                 * @default 0
                 */
                cost_bps?: number;
                /**
                 * @description Level at the base session.
                 * @default 1000
                 */
                base_level?: number;
            };
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
             * @description What to answer beside the figures of the whole range. performance: a row per session. changes: who entered and left, by session. composition: the constituents after the last session. metrics: risk and return, before and after cost.
             * @default []
             */
            include?: ("performance" | "changes" | "composition" | "metrics")[];
            /**
             * @description Risk-free rate, simple and annual, as a fraction: 0.02 means 2 % a year; 1/252 of it is taken off each return.
             * @default 0
             */
            risk_free?: number;
        };
        WhatIf: {
            definition: {
                size: number;
                /** @constant */
                weighting: "equal";
                /** @constant */
                rank_by: "market_cap";
                /** @enum {string} */
                schedule: "daily" | "monthly" | "quarterly";
                lag: number;
                buffer: number;
                /** @enum {string} */
                share_classes: "company" | "line";
                sectors: string[] | null;
                exchanges: string[] | null;
                /** @enum {string} */
                return: "price" | "total";
                base_date: string | null;
                base_level: number;
                cost_bps: number;
                /** @enum {string} */
                on_gap: "bridge" | "hold";
            };
            /** Format: date */
            start_date: string;
            /** Format: date */
            end_date: string;
            /**
             * Format: date
             * @description The first published session of the range: the base of the levels.
             */
            first_session: string;
            /** Format: date */
            last_session: string;
            /** @description Published sessions, the base session included. */
            sessions: number;
            /** @description Level at last_session over that at first_session, minus one, in percent: 1.5 means 1.5 %. */
            period_return: number;
            /** @description The same after the cost of trading, in percent: 1.5 means 1.5 %. */
            net_period_return: number;
            level: number;
            net_level: number;
            /** @description One-way turnover of all sessions together; 1 means the whole index once. */
            turnover: number;
            /** @description Sessions whose members differ from those before; the first composition is not one. */
            composition_changes: number;
            /** @description Sessions with fewer constituents than size: fewer lines pass, or one that was delisted or stopped trading is replaced at the next rebalance. */
            short_sessions: number;
            /** @description The sessions of the whole range that are not published. The next published session bridges them. */
            gaps: {
                /** Format: date */
                date: string;
                /**
                 * @description incomplete: too few lines have prices. missing: the session has no prices at all.
                 * @enum {string}
                 */
                status: "incomplete" | "missing";
                reasons: string[];
            }[];
            performance?: {
                /**
                 * Format: date
                 * @description The session.
                 */
                date: string;
                /** @description Return since the published session before, in percent: 1.5 means 1.5 %. Null on the base session. */
                daily_return: number | null;
                /** @description Return since the base session, in percent. */
                cumulative_return: number;
                /** @description Index level at the close; at the base session 1000, or the base_level that the definition of the index names. Not rounded. */
                level: number;
                /** @description Number of constituents after the close. */
                constituents: number;
                /** @description The level after the cost of trading. */
                net_level: number;
                /** @description One-way turnover at the close, a fraction: 0.01 means that 1 % was replaced. Null on the base session. */
                turnover: number | null;
            }[];
            changes?: {
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
            composition?: {
                /** Format: date */
                date: string;
                /** Format: date */
                effective_from: string;
                data: {
                    /** @description Place by market capitalisation, from 1. Null for a member that could not be ranked that session. */
                    rank: number | null;
                    ticker: string;
                    /** @description Share of the index after the close, as a fraction: 0.01 means 1 %. */
                    weight: number;
                    /** @description Closing price as traded, in US dollars; carried from the last trade where the session has none. */
                    close: number;
                    /** @description Market capitalisation in US dollars. */
                    market_cap: number | null;
                }[];
            };
            metrics?: {
                /** @description The rate used, a fraction per year. */
                risk_free: number;
                /** @description Of the levels before cost. */
                gross: {
                    /** @description Session returns in the window. */
                    observations: number;
                    /** @description Last level over the level at base_session, minus 1; a fraction: 0.01 means 1 %. */
                    total_return: number | null;
                    /** @description The return per year of 252 sessions that compounds to total_return; a fraction. */
                    annualised_return: number | null;
                    /** @description The return per year of 365.25 days that compounds to total_return; a fraction. */
                    cagr_calendar: number | null;
                    /** @description Sample standard deviation of the session returns times the square root of 252; a fraction. */
                    annualised_volatility: number | null;
                    /** @description Mean excess return over its standard deviation, times the square root of 252; a ratio. */
                    sharpe: number | null;
                    /** @description Mean excess return over the root mean square of the negative ones, times the square root of 252; a ratio. */
                    sortino: number | null;
                    /** @description annualised_return over the depth of max_drawdown; a ratio. */
                    calmar: number | null;
                    /** @description The deepest fall from a peak, the level at base_session included; a fraction from -1 to 0. */
                    max_drawdown: number | null;
                    /** @description The session from which it fell. Null without a fall. */
                    max_drawdown_peak: string | null;
                    /** @description The session at which it was deepest. Null without a fall. */
                    max_drawdown_trough: string | null;
                    /** @description The first session at or above the peak again. Null while there is none, or without a fall. */
                    max_drawdown_recovery: string | null;
                    /** @description Sessions from the peak to the recovery, or to the end of the window while there is none. */
                    max_drawdown_length: number | null;
                    /** @description The last level over the highest of the window, minus 1; a fraction from -1 to 0. */
                    current_drawdown: number | null;
                    /** @description Share of sessions with a return above 0; a fraction. */
                    hit_ratio: number | null;
                    /** @description The largest session return; a fraction. */
                    best_day: number | null;
                    /** @description The smallest session return; a fraction. */
                    worst_day: number | null;
                    /** @description Skewness of the session returns, corrected for small samples; a number without unit, 0 when symmetric. */
                    skewness: number | null;
                    /** @description Kurtosis less that of a normal distribution, corrected for small samples; a number without unit. */
                    excess_kurtosis: number | null;
                    /** @description The 5 % quantile of the session returns; a fraction per session, a loss negative. */
                    var_95_historical: number | null;
                    /** @description Mean of the session returns up to that quantile; a fraction per session, a loss negative. */
                    cvar_95_historical: number | null;
                    /** @description Mean one-way turnover of the sessions times 252: as a multiple of the index per year. Null for the benchmark. */
                    annualised_turnover_one_way: number | null;
                };
                /** @description Of the levels after cost. */
                net: {
                    /** @description Session returns in the window. */
                    observations: number;
                    /** @description Last level over the level at base_session, minus 1; a fraction: 0.01 means 1 %. */
                    total_return: number | null;
                    /** @description The return per year of 252 sessions that compounds to total_return; a fraction. */
                    annualised_return: number | null;
                    /** @description The return per year of 365.25 days that compounds to total_return; a fraction. */
                    cagr_calendar: number | null;
                    /** @description Sample standard deviation of the session returns times the square root of 252; a fraction. */
                    annualised_volatility: number | null;
                    /** @description Mean excess return over its standard deviation, times the square root of 252; a ratio. */
                    sharpe: number | null;
                    /** @description Mean excess return over the root mean square of the negative ones, times the square root of 252; a ratio. */
                    sortino: number | null;
                    /** @description annualised_return over the depth of max_drawdown; a ratio. */
                    calmar: number | null;
                    /** @description The deepest fall from a peak, the level at base_session included; a fraction from -1 to 0. */
                    max_drawdown: number | null;
                    /** @description The session from which it fell. Null without a fall. */
                    max_drawdown_peak: string | null;
                    /** @description The session at which it was deepest. Null without a fall. */
                    max_drawdown_trough: string | null;
                    /** @description The first session at or above the peak again. Null while there is none, or without a fall. */
                    max_drawdown_recovery: string | null;
                    /** @description Sessions from the peak to the recovery, or to the end of the window while there is none. */
                    max_drawdown_length: number | null;
                    /** @description The last level over the highest of the window, minus 1; a fraction from -1 to 0. */
                    current_drawdown: number | null;
                    /** @description Share of sessions with a return above 0; a fraction. */
                    hit_ratio: number | null;
                    /** @description The largest session return; a fraction. */
                    best_day: number | null;
                    /** @description The smallest session return; a fraction. */
                    worst_day: number | null;
                    /** @description Skewness of the session returns, corrected for small samples; a number without unit, 0 when symmetric. */
                    skewness: number | null;
                    /** @description Kurtosis less that of a normal distribution, corrected for small samples; a number without unit. */
                    excess_kurtosis: number | null;
                    /** @description The 5 % quantile of the session returns; a fraction per session, a loss negative. */
                    var_95_historical: number | null;
                    /** @description Mean of the session returns up to that quantile; a fraction per session, a loss negative. */
                    cvar_95_historical: number | null;
                    /** @description Mean one-way turnover of the sessions times 252: as a multiple of the index per year. Null for the benchmark. */
                    annualised_turnover_one_way: number | null;
                };
            };
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        Indices: {
            /** @description By id. */
            data: {
                /**
                 * @description The id of an index, as GET /v1/indices lists them.
                 * @example top100-equal
                 */
                id: string;
                /**
                 * @description empty: it has no published session. building: a build is under way. ready: it can be asked for. retiring: it is being given up.
                 * @enum {string}
                 */
                status: "empty" | "building" | "ready" | "retiring";
                definition: {
                    id: string;
                    size: number;
                    /** @constant */
                    weighting: "equal";
                    /** @constant */
                    rank_by: "market_cap";
                    /** @enum {string} */
                    schedule: "daily" | "monthly" | "quarterly";
                    lag: number;
                    buffer: number;
                    /** @enum {string} */
                    share_classes: "company" | "line";
                    sectors: string[] | null;
                    exchanges: string[] | null;
                    /** @enum {string} */
                    return: "price" | "total";
                    base_date: string | null;
                    base_level: number;
                    cost_bps: number;
                    /** @enum {string} */
                    on_gap: "bridge" | "hold";
                };
                /** @description Its first published session. */
                base_session: string | null;
                /** @description Its last published session. */
                last_session: string | null;
                /** @description At last_session. */
                level: number | null;
                /** @description Whether new sessions extend it by themselves. */
                follows_head: boolean;
                /** @description Null before the default index is first built. */
                created_at: string | null;
                /** @description Who made it, null for the default one; only callers with the scope admin are told. */
                owner?: string | null;
            }[];
            /** @description Give it as `cursor` to get the next page; null on the last page. */
            next_cursor: string | null;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        Index: {
            /**
             * @description The id of an index, as GET /v1/indices lists them.
             * @example top100-equal
             */
            id: string;
            /**
             * @description empty: it has no published session. building: a build is under way. ready: it can be asked for. retiring: it is being given up.
             * @enum {string}
             */
            status: "empty" | "building" | "ready" | "retiring";
            definition: {
                id: string;
                size: number;
                /** @constant */
                weighting: "equal";
                /** @constant */
                rank_by: "market_cap";
                /** @enum {string} */
                schedule: "daily" | "monthly" | "quarterly";
                lag: number;
                buffer: number;
                /** @enum {string} */
                share_classes: "company" | "line";
                sectors: string[] | null;
                exchanges: string[] | null;
                /** @enum {string} */
                return: "price" | "total";
                base_date: string | null;
                base_level: number;
                cost_bps: number;
                /** @enum {string} */
                on_gap: "bridge" | "hold";
            };
            /** @description Its first published session. */
            base_session: string | null;
            /** @description Its last published session. */
            last_session: string | null;
            /** @description At last_session. */
            level: number | null;
            /** @description Whether new sessions extend it by themselves. */
            follows_head: boolean;
            /** @description Null before the default index is first built. */
            created_at: string | null;
            /** @description Who made it, null for the default one; only callers with the scope admin are told. */
            owner?: string | null;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        IndexRequest: {
            /** @description What the index is called from then on. Never given again, also once the index is given up. */
            id: string;
            definition?: {
                /**
                 * @description Number of constituents aimed at.
                 * @default 100
                 */
                size?: number;
                /**
                 * @description When members and weights are chosen anew: after every session, or after the last one of the month or quarter.
                 * @default daily
                 * @enum {string}
                 */
                schedule?: "daily" | "monthly" | "quarterly";
                /**
                 * @description Sessions between the ranking and the close at which it is traded.
                 * @default 0
                 */
                lag?: number;
                /**
                 * @description Ranks up to size - buffer enter; members stay up to rank size + buffer.
                 * @default 0
                 */
                buffer?: number;
                /**
                 * @description company: one line per issuer, ranked by the company. line: every line by itself.
                 * @default company
                 * @enum {string}
                 */
                share_classes?: "company" | "line";
                /**
                 * @description price: dividends are left out. total: they are reinvested in the line on the ex-date.
                 * @default price
                 * @enum {string}
                 */
                return?: "price" | "total";
                /**
                 * @description Only lines of these sectors are ranked, as reference data spell them; null: all.
                 * @default null
                 */
                sectors?: string[] | null;
                /**
                 * @description Only lines of these exchanges are ranked, as reference data spell them; null: all.
                 * @default null
                 */
                exchanges?: string[] | null;
                /**
                 * @description Cost of one unit traded, bought or sold, in basis points (1 is 0.01 %), for the net level.
                 * @default 0
                 */
                cost_bps?: number;
                /**
                 * @description Level at the base session.
                 * @default 1000
                 */
                base_level?: number;
            };
            /**
             * Format: date
             * @description First day to build; left out: where the default index begins.
             * @example 2023-01-01
             */
            start_date?: string;
            /**
             * Format: date
             * @description Last day to build. Left out, or the newest session: the index goes on with every new one.
             * @example 2023-12-31
             */
            end_date?: string;
        };
        IndexBuild: {
            /** Format: uuid */
            job_id: string;
            /** @constant */
            status: "succeeded";
            /**
             * @description The id of an index, as GET /v1/indices lists them.
             * @example top100-equal
             */
            index: string;
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
            data_source?: "simulated market, not real prices";
        };
        IndexRetirement: {
            /** Format: uuid */
            job_id: string;
            /** @constant */
            status: "succeeded";
            /**
             * @description The id of an index, as GET /v1/indices lists them.
             * @example top100-equal
             */
            index: string;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        Constituent: {
            index: string;
            /** @description What the line is called on end_date. */
            ticker: string;
            /** Format: date */
            start_date: string;
            /** Format: date */
            end_date: string;
            /** @description Of the company, as reference data have it now; sector and exchange likewise. */
            name: string | null;
            sector: string | null;
            exchange: string | null;
            /** @description Every ticker that the line has had up to end_date, oldest first. */
            names: {
                ticker: string;
                /** @description The first day of this name; null: always, as far as is known. */
                from: string | null;
                /** @description The last day of this name; null: still, on end_date. */
                to: string | null;
            }[];
            /** @description Its spells of membership that touch the range, each as a whole, oldest first; empty when it was no member in it. */
            spells: {
                /**
                 * Format: date
                 * @description The session after whose close it is a member.
                 */
                entered: string;
                /**
                 * Format: date
                 * @description The next session of the exchange: the first on which it earns a return.
                 */
                effective_from: string;
                /** @description Its ticker then. */
                entered_as: string;
                /** @description Whether it was among the first members, at the base session. */
                initial: boolean;
                /** @description Rank by market capitalisation at that close, from 1; null when it had none. */
                entry_rank: number | null;
                /** @description Rank on the published session before; null when it had none. */
                entry_previous_rank: number | null;
                /** @description The session after whose close it is no member any more; null: it still is. */
                left: string | null;
                /** @description The next session of the exchange; null while it is a member. */
                left_effective_from: string | null;
                /** @description Its ticker at the last close as a member; null while it is one. */
                left_as: string | null;
                /** @description Rank at the close at which it left; null when it had none, or is still a member. */
                exit_rank: number | null;
                /** @description Rank on the published session before; null likewise. */
                exit_previous_rank: number | null;
                /** @description rank, delisted, stale, ineligible or correction; null while it is a member. */
                reason: string | null;
            }[];
            /** @description The published sessions of the range on which it is a member, by date. */
            data: {
                /**
                 * Format: date
                 * @description The session.
                 */
                date: string;
                /** @description What the line was called on it. */
                ticker: string;
                /** @description By market capitalisation, from 1; null for a member that could not be ranked. */
                rank: number | null;
                /** @description Share of the index after the close, as a fraction: 0.01 means 1 %. */
                weight: number;
                /** @description US dollars, as traded; carried from the last trade where stale_sessions is above 0. */
                close: number;
                /** @description US dollars. */
                market_cap: number | null;
                /** @description Published sessions since it last traded; 0 when it traded on this one. */
                stale_sessions: number;
            }[];
            /** @description Give it as `cursor` to get the next page; null on the last page. */
            next_cursor: string | null;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        Contributions: {
            index: string;
            /** Format: date */
            start_date: string;
            /** Format: date */
            end_date: string;
            /** @enum {string} */
            by: "line" | "sector";
            /**
             * Format: date
             * @description The last published session before start_date, at whose close the range begins to count; where there is none, the base session.
             */
            start_session: string;
            /**
             * Format: date
             * @description The last published session of the range.
             */
            end_session: string;
            /** @description Published sessions of the range with a return. */
            sessions: number;
            /** @description Level at the close of start_session. */
            start_level: number;
            /** @description Level at the close of end_session. */
            end_level: number;
            /** @description Percent: end_level over start_level, minus one. Null where start_level is 0. */
            period_return: number | null;
            /** @description Rows of lines or of sectors, as `by` asks; the largest contribution first, equal ones by ticker. */
            data: ({
                /** @description What the line is called at the end of the range; held under older names, it is the same line. */
                ticker: string;
                /** @description Of the company, as reference data have it now. */
                name: string | null;
                /** @description As reference data have it now, not as it was. */
                sector: string | null;
                /** @description Published sessions of the range that it was held into. */
                sessions: number;
                /**
                 * Format: date
                 * @description The first session that it earned a return on, within the range.
                 */
                first_session: string;
                /**
                 * Format: date
                 * @description The last one.
                 */
                last_session: string;
                /** @description Mean over those sessions of its weight at the close before, as a fraction: 0.01 means 1 %. */
                average_weight: number;
                /** @description Index points: the sum over the sessions of L(t-1) w(t-1) r(t), with L the level, w the weight at the close before and r the return of the line. Those of all rows add up to end_level - start_level. */
                contribution_points: number;
                /** @description The same in percent of start_level. Those of all rows add up to period_return. Null where start_level is 0: all was lost before. */
                contribution: number | null;
            } | {
                /** @description As reference data have it now, not as it was. Null: the lines whose sector is not known. */
                sector: string | null;
                /** @description Lines of the sector that were held into any session of the range. */
                lines: number;
                /** @description Mean over all sessions of the range of the weight that its lines had together at the close before, as a fraction. */
                average_weight: number;
                /** @description Index points: the sum over the sessions of L(t-1) w(t-1) r(t), with L the level, w the weight at the close before and r the return of the line. Those of all rows add up to end_level - start_level. */
                contribution_points: number;
                /** @description The same in percent of start_level. Those of all rows add up to period_return. Null where start_level is 0: all was lost before. */
                contribution: number | null;
            })[];
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        Explanation: {
            index: string;
            /** Format: date */
            requested_date: string;
            /**
             * Format: date
             * @description The published session that is explained.
             */
            date: string;
            /**
             * Format: date
             * @description The next session: the first on which its composition earns a return.
             */
            effective_from: string;
            /** @description What the line is called on it. */
            ticker: string;
            /** @description As reference data have it now; sector and exchange likewise. */
            name: string | null;
            sector: string | null;
            exchange: string | null;
            /** @description After the close. */
            is_member: boolean;
            /** @description Of a member: rank, buffer, until_rebalance (it would not be chosen now). Of any other line: rank, buffer, until_rebalance (it would be chosen now), other_class (another line represents its company), not_listed, type, exchange, delisted, marked, filter, no_market_cap, stale. */
            reason: string;
            /** @description The same in one sentence. */
            summary: string;
            /** @description On this session, from 1; null when it cannot be ranked or another line represents its company. */
            rank: number | null;
            /** @description Members aimed at. */
            size: number;
            /** @description Ranks. */
            buffer: number;
            /** @description The line that stands for its company, when it is another one. */
            represented_by: string | null;
            /** @description How the present members were chosen. */
            decision: {
                /**
                 * Format: date
                 * @description When the members were last chosen.
                 */
                rebalanced_on: string;
                /**
                 * Format: date
                 * @description The session by whose ranking; with a lag an earlier one.
                 */
                ranked_on: string;
                /** @description Rank of the line, or of its company, in it. */
                rank: number | null;
            };
            /** @description What happened to it at this very close; null: nothing. */
            change: {
                /** @enum {string} */
                action: "entered" | "exited" | "renamed";
                /** @description Why it left: rank, delisted, stale, ineligible or correction. */
                reason: string | null;
                /** @description On this session. */
                rank: number | null;
                /** @description On the published session before. */
                previous_rank: number | null;
            } | null;
            /** @description What it is worth and how that comes about; null when nothing is known of it, or it has not traded for longer than a member is carried. */
            market_cap: {
                /** @description What it is ranked by as a line. US dollars. */
                market_cap: number | null;
                /**
                 * Format: date
                 * @description The session of the price: an earlier one when it did not trade on this one.
                 */
                session: string;
                /** @description Price as traded, split-adjusted if carried. US dollars. */
                close: number;
                /** @description shares: close times shares known on the day, for a company the sum over its classes. stated: a file, a vendor or an operator gave the figure itself. carried_shares: the row has none, and the shares implied by the last one are carried. Null: not known. */
                made_of: ("shares" | "stated" | "carried_shares") | null;
                /** @description `shares`, or who gave the figure; null where a file brought it. */
                cap_source: string | null;
                /** @description Shares of this line that are known on the day, splits counted; null: not kept. */
                shares: number | null;
                /** @description Who counted them. */
                shares_source: string | null;
                /** @description Since when that count was known. */
                shares_known_on: string | null;
                /** @description Market capitalisation over close: what is carried while rows have none. */
                implied_shares: number | null;
                /** @description What a vendor said, kept for comparison. US dollars. */
                vendor_market_cap: number | null;
                /** @description Where the row came from. */
                source: string;
                /** @description Published sessions since it last traded. */
                stale_sessions: number;
            } | null;
            cut_off: {
                /** @description The line at rank size - buffer: who is no member comes in there or above. Null where so few are ranked. */
                entry: {
                    ticker: string;
                    /** @description From 1, by market capitalisation. */
                    rank: number;
                    /** @description What the line, or its company, is worth. US dollars. */
                    market_cap: number;
                } | null;
                /** @description The line at rank size + buffer: a member goes out below it. Null where so few are ranked. */
                exit: {
                    ticker: string;
                    /** @description From 1, by market capitalisation. */
                    rank: number;
                    /** @description What the line, or its company, is worth. US dollars. */
                    market_cap: number;
                } | null;
            };
            /** @description From the cut-off that concerns it; null when it has no rank. */
            distance: {
                /**
                 * @description exit for a member, entry for any other line.
                 * @enum {string}
                 */
                to: "entry" | "exit";
                /** @description Market capitalisation above that of the cut-off, in US dollars; below it negative. */
                dollars: number;
                /** @description The same in percent of the market capitalisation of the cut-off. */
                percent: number;
                /** @description Ranks above the cut-off; below it negative. 0: it is the cut-off itself. */
                ranks: number;
            } | null;
            /** @description Its ranks on the last published sessions, oldest first: 20, and fewer of a line behind thousands of others. */
            data: {
                /**
                 * Format: date
                 * @description A published session.
                 */
                date: string;
                /** @description What the line was called on it. */
                ticker: string;
                /** @description Of the line, or of its company by whatever line represents it; null when it had none. */
                rank: number | null;
                /** @description Of the line itself; null: not known. US dollars. */
                market_cap: number | null;
                /** @description After the close. */
                is_member: boolean;
            }[];
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        Watchlist: {
            index: string;
            /** Format: date */
            requested_date: string;
            /**
             * Format: date
             * @description The published session that is looked at.
             */
            date: string;
            within: number;
            /** @description Members aimed at. */
            size: number;
            /** @description Ranks. */
            buffer: number;
            cut_off: {
                /** @description The line at rank size - buffer: who is no member comes in there or above. Null where so few are ranked. */
                entry: {
                    ticker: string;
                    /** @description From 1, by market capitalisation. */
                    rank: number;
                    /** @description What the line, or its company, is worth. US dollars. */
                    market_cap: number;
                } | null;
                /** @description The line at rank size + buffer: a member goes out below it. Null where so few are ranked. */
                exit: {
                    ticker: string;
                    /** @description From 1, by market capitalisation. */
                    rank: number;
                    /** @description What the line, or its company, is worth. US dollars. */
                    market_cap: number;
                } | null;
            };
            /** @description Ranks size - buffer - within to size + buffer + within, in that order. A member without a rank is not among them. */
            data: {
                /** @description On this session, by market capitalisation, from 1. */
                rank: number;
                ticker: string;
                /** @description As reference data have it now; the sector likewise. */
                name: string | null;
                sector: string | null;
                /** @description After the close. */
                is_member: boolean;
                /** @description Of the line, or of its company where companies are ranked. US dollars. */
                market_cap: number;
                /**
                 * @description exit for a member, entry for any other line.
                 * @enum {string}
                 */
                cut_off: "entry" | "exit";
                distance_dollars: number | null;
                distance_percent: number | null;
                distance_ranks: number | null;
                /** @description Ranks climbed over the last 5 published sessions, fallen negative; null when it had none then. */
                rank_change_5: number | null;
                /** @description Ranks climbed over the last 20 published sessions, fallen negative; null when it had none then. */
                rank_change_20: number | null;
                /** @description protects: a member beyond rank `size` that stays by the buffer. keeps_out: a line within rank `size` that is no member and does not come in for it. Null: the buffer makes no difference. */
                buffer: ("protects" | "keeps_out") | null;
            }[];
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        Event: {
            /** @description Its place in the stream, rising; the `id:` of a stream. Null of a test event. */
            place: number | null;
            /** @description Of the event: the same when it is told again. */
            id: string;
            /** @description Topic and version of what `data` holds: `equal-index.composition.changed.v1`. */
            type: string;
            topic: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            time: string;
            /** @description The index concerned; null where it concerns none in particular. */
            index_id: string | null;
            /** @description What happened: see /asyncapi.json under the topic. */
            data: {
                [key: string]: unknown;
            };
        };
        Events: {
            data: {
                /** @description Its place in the stream, rising; the `id:` of a stream. Null of a test event. */
                place: number | null;
                /** @description Of the event: the same when it is told again. */
                id: string;
                /** @description Topic and version of what `data` holds: `equal-index.composition.changed.v1`. */
                type: string;
                topic: string;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                time: string;
                /** @description The index concerned; null where it concerns none in particular. */
                index_id: string | null;
                /** @description What happened: see /asyncapi.json under the topic. */
                data: {
                    [key: string]: unknown;
                };
            }[];
            /** @description Everything up to this place has been looked at: give it as `last_event_id` to go on, by page or by stream. */
            last_event_id: string;
            /** @description Give it as `cursor` to get the next page; null on the last page. */
            next_cursor: string | null;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        WebhookRequest: {
            /**
             * Format: uri
             * @description Where events are POSTed to. https, at a public address, unless the deployment allows others; without user or password.
             */
            url: string;
            /** @description Events of these topics only; all that are public unless said. */
            topics?: ("composition.changed" | "performance.calculated" | "prices.ingested")[];
            /** @description Events of these indices only; unless said, of every index, and those of none. */
            index_ids?: string[];
        };
        Webhook: {
            /** Format: uuid */
            id: string;
            url: string;
            topics: string[];
            index_ids: string[] | null;
            /**
             * @description failing: the last attempt failed, another follows. disabled: nothing is sent until it is resumed, from where it stopped.
             * @enum {string}
             */
            status: "active" | "failing" | "disabled";
            /** @description Why it is disabled. */
            reason: string | null;
            /** Format: date-time */
            created_at: string;
            /** @description Every event up to this place of the stream has been delivered or does not concern it. */
            last_event_id: string;
            /** @description Failed attempts at the next event. */
            attempts: number;
            failing_since: string | null;
            next_attempt_at: string | null;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        WebhookWithSecret: {
            /** Format: uuid */
            id: string;
            url: string;
            topics: string[];
            index_ids: string[] | null;
            /**
             * @description failing: the last attempt failed, another follows. disabled: nothing is sent until it is resumed, from where it stopped.
             * @enum {string}
             */
            status: "active" | "failing" | "disabled";
            /** @description Why it is disabled. */
            reason: string | null;
            /** Format: date-time */
            created_at: string;
            /** @description Every event up to this place of the stream has been delivered or does not concern it. */
            last_event_id: string;
            /** @description Failed attempts at the next event. */
            attempts: number;
            failing_since: string | null;
            next_attempt_at: string | null;
            /** @description Verify messages with it (Standard Webhooks). 256 random bits; shown this once. */
            secret: string;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        Webhooks: {
            data: {
                /** Format: uuid */
                id: string;
                url: string;
                topics: string[];
                index_ids: string[] | null;
                /**
                 * @description failing: the last attempt failed, another follows. disabled: nothing is sent until it is resumed, from where it stopped.
                 * @enum {string}
                 */
                status: "active" | "failing" | "disabled";
                /** @description Why it is disabled. */
                reason: string | null;
                /** Format: date-time */
                created_at: string;
                /** @description Every event up to this place of the stream has been delivered or does not concern it. */
                last_event_id: string;
                /** @description Failed attempts at the next event. */
                attempts: number;
                failing_since: string | null;
                next_attempt_at: string | null;
            }[];
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        WebhookTest: {
            /** Format: uuid */
            webhook_id: string;
            event_id: string;
            /** @description Whether the answer was one of 2xx. */
            delivered: boolean;
            /** @description HTTP status of the answer; null where there was none. */
            status: number | null;
            /** @description Why it failed. */
            error: string | null;
            /** @description Until the answer, in milliseconds. */
            milliseconds: number;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
        };
        WebhookDeliveries: {
            data: {
                event_id: string;
                attempt: number;
                /** Format: date-time */
                at: string;
                delivered: boolean;
                /** @description HTTP status of the answer; null where there was none. */
                status: number | null;
                error: string | null;
                milliseconds: number;
            }[];
            /** @description Give it as `cursor` to get the next page; null on the last page. */
            next_cursor: string | null;
            /**
             * @description There only while the store holds the simulated market; absent with real prices.
             * @constant
             */
            data_source?: "simulated market, not real prices";
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
                /** @description Any text of your own, such as a new UUID for every order, with or without quotes. A request that is repeated with the same key and body within 24 hours makes no other job: it is answered with the one that there is. The same key with another body is refused. The body of an upload is its file, byte for byte. */
                "Idempotency-Key"?: string;
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
                "application/json": components["schemas"]["Range"];
            };
        };
        responses: {
            /** @description The range is built. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Build"];
                };
            };
            /** @description The build goes on: look at `Location` again after `Retry-After` seconds. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPending"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
            };
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions of the range. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Performance"];
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
                exact?: "true" | "false";
                /** @description Answers with what was known at this instant (RFC 3339, with zone) instead of what is known now: sessions and corrections that came later are left out. */
                as_known_at?: string;
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
            };
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The composition. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Composition"];
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
            };
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions with changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompositionChanges"];
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
                /** @description Any text of your own, such as a new UUID for every order, with or without quotes. A request that is repeated with the same key and body within 24 hours makes no other job: it is answered with the one that there is. The same key with another body is refused. The body of an upload is its file, byte for byte. */
                "Idempotency-Key"?: string;
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
                "application/json": components["schemas"]["ExportRange"];
            };
        };
        responses: {
            /** @description The workbook can be downloaded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description The export goes on: look at `Location` again after `Retry-After` seconds. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPending"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExport: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": unknown;
                };
            };
            /** @description The part of the file that `Range` names. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": unknown;
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCompositionOfIndex: {
        parameters: {
            query: {
                /** @description The day asked for. Answered with the latest published session on or before it. */
                date: string;
                /** @description true: answer 404 when `date` itself is not a published session. */
                exact?: "true" | "false";
                /** @description Answers with what was known at this instant (RFC 3339, with zone) instead of what is known now: sessions and corrections that came later are left out. */
                as_known_at?: string;
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
                /** @description Only these fields of each row, separated by commas. Left out: all of them. */
                fields?: ("rank" | "ticker" | "name" | "sector" | "exchange" | "weight" | "close" | "market_cap")[];
            };
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The id of an index, as GET /v1/indices lists them. */
                index_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The composition. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IndexComposition"];
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCompositionsOfIndex: {
        parameters: {
            query: {
                /** @description First day of the range, inclusive. It need not be a session. */
                start_date: string;
                /** @description Last day of the range, inclusive. It need not be a session. */
                end_date: string;
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. ndjson: the same rows, each a line of JSON. Left out: as `Accept` asks, JSON where it takes several. */
                format?: "json" | "csv" | "ndjson";
            };
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The id of an index, as GET /v1/indices lists them. */
                index_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The constituents of the sessions of the range. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Compositions"];
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getChangesOfIndex: {
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
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
            };
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The id of an index, as GET /v1/indices lists them. */
                index_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions with changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompositionChanges"];
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPerformanceOfIndex: {
        parameters: {
            query: {
                /** @description First day of the range, inclusive. It need not be a session. */
                start_date: string;
                /** @description Last day of the range, inclusive. It need not be a session. */
                end_date: string;
                /** @description One row per session (day), or per week (ISO 8601), month, quarter or year of the calendar. */
                interval?: "day" | "week" | "month" | "quarter" | "year";
                /** @description Answers with what was known at this instant (RFC 3339, with zone) instead of what is known now: sessions and corrections that came later are left out. */
                as_known_at?: string;
                /** @description Rows per page, at most. */
                limit?: number;
                /** @description The `next_cursor` of the page before, unchanged. Left out for the first page. */
                cursor?: string;
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
            };
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The id of an index, as GET /v1/indices lists them. */
                index_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions or periods of the range. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntervalPerformance"];
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMetricsOfIndex: {
        parameters: {
            query: {
                /** @description First day of the range, inclusive. It need not be a session. */
                start_date: string;
                /** @description Last day of the range, inclusive. It need not be a session. */
                end_date: string;
                /** @description Risk-free rate, simple and annual, as a fraction: 0.02 means 2 % a year; 1/252 of it is taken off each return. */
                risk_free?: number;
                /** @description Answers with what was known at this instant (RFC 3339, with zone) instead of what is known now: sessions and corrections that came later are left out. */
                as_known_at?: string;
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
            };
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The id of an index, as GET /v1/indices lists them. */
                index_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures of the range. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metrics"];
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTurnoverOfIndex: {
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
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
            };
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The id of an index, as GET /v1/indices lists them. */
                index_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions of the range. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Turnover"];
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConstituent: {
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
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
            };
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The id of an index, as GET /v1/indices lists them. */
                index_id: string;
                /** @description What the line is called on the last day asked for, or was called before: `BRK.B`, also written `BRK-B`. */
                ticker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The line. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Constituent"];
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getContributions: {
        parameters: {
            query: {
                /** @description First day of the range, inclusive. It need not be a session. */
                start_date: string;
                /** @description Last day of the range, inclusive. It need not be a session. */
                end_date: string;
                /** @description What is added up: each line, or the lines of each sector. */
                by?: "line" | "sector";
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
            };
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The id of an index, as GET /v1/indices lists them. */
                index_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contributions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contributions"];
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explainLine: {
        parameters: {
            query: {
                /** @description What the line is called on the last day asked for, or was called before: `BRK.B`, also written `BRK-B`. */
                ticker: string;
                /** @description The day asked for. Answered with the latest published session on or before it. */
                date: string;
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
            };
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The id of an index, as GET /v1/indices lists them. */
                index_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The explanation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWatchlist: {
        parameters: {
            query: {
                /** @description The day asked for. Answered with the latest published session on or before it. */
                date: string;
                /** @description How many ranks on either side of the cut-offs. */
                within?: number;
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
            };
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The id of an index, as GET /v1/indices lists them. */
                index_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The watchlist. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Watchlist"];
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    whatIf: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "definition": {
                 *         "size": 50,
                 *         "schedule": "monthly",
                 *         "buffer": 10,
                 *         "sectors": [
                 *           "Energy"
                 *         ],
                 *         "cost_bps": 5
                 *       },
                 *       "start_date": "2023-01-01",
                 *       "end_date": "2023-01-31",
                 *       "include": [
                 *         "performance",
                 *         "metrics"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["WhatIfRequest"];
            };
        };
        responses: {
            /** @description What it did. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhatIf"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listIndices: {
        parameters: {
            query?: {
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
            /** @description A page of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Indices"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createIndex: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N` waits up to N seconds (300 at most) for the job; `respond-async` does not wait. */
                Prefer?: string;
                /** @description Any text of your own, such as a new UUID for every order, with or without quotes. A request that is repeated with the same key and body within 24 hours makes no other job: it is answered with the one that there is. The same key with another body is refused. The body of an upload is its file, byte for byte. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "energy-50",
                 *       "definition": {
                 *         "size": 50,
                 *         "schedule": "monthly",
                 *         "lag": 1,
                 *         "buffer": 10,
                 *         "sectors": [
                 *           "Energy"
                 *         ],
                 *         "return": "total",
                 *         "cost_bps": 5
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["IndexRequest"];
            };
        };
        responses: {
            /** @description It is built. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IndexBuild"];
                };
            };
            /** @description The build goes on: look at `Location` again after `Retry-After` seconds. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPending"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getIndex: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of an index, as GET /v1/indices lists them. */
                index_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The index. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Index"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retireIndex: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N` waits up to N seconds (300 at most) for the job; `respond-async` does not wait. */
                Prefer?: string;
            };
            path: {
                /** @description The id of an index, as GET /v1/indices lists them. */
                index_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IndexRetirement"];
                };
            };
            /** @description The removal goes on: look at `Location` again after `Retry-After` seconds. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPending"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importFile: {
        parameters: {
            query: {
                kind: "prices" | "stocks" | "splits" | "dividends" | "renames";
                /** @description What the quality gate may do about the sessions of the file. flag (the default): name what is suspect. block: also withhold a session from the index until somebody decides. */
                gate?: "flag" | "block";
            };
            header?: {
                /** @description `wait=N` waits up to N seconds (300 at most) for the job; `respond-async` does not wait. */
                Prefer?: string;
                /** @description Any text of your own, such as a new UUID for every order, with or without quotes. A request that is repeated with the same key and body within 24 hours makes no other job: it is answered with the one that there is. The same key with another body is refused. The body of an upload is its file, byte for byte. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": unknown;
                "application/gzip": unknown;
                "application/vnd.apache.parquet": unknown;
            };
        };
        responses: {
            /** @description The file is imported. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description The import goes on: look at `Location` again after `Retry-After` seconds. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPending"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportJob"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
            };
            header?: never;
            path: {
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rejected rows. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rejections"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableHashes"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
                /** @description Any text of your own, such as a new UUID for every order, with or without quotes. A request that is repeated with the same key and body within 24 hours makes no other job: it is answered with the one that there is. The same key with another body is refused. The body of an upload is its file, byte for byte. */
                "Idempotency-Key"?: string;
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
                "application/json": components["schemas"]["AcquisitionRequest"];
            };
        };
        responses: {
            /** @description The range was gone through. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Acquisition"];
                };
            };
            /** @description The acquisition goes on: look at `Location` again after `Retry-After` seconds. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPending"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAcquisition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The acquisition. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is cancelled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description It has been asked to end, and has not yet: look at `Location` again after `Retry-After` seconds. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The range was gone through. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Acquisition"];
                };
            };
            /** @description The acquisition goes on: look at `Location` again after `Retry-After` seconds. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPending"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coverage"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quality"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decisions"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
                /** @description Any text of your own, such as a new UUID for every order, with or without quotes. A request that is repeated with the same key and body within 24 hours makes no other job: it is answered with the one that there is. The same key with another body is refused. The body of an upload is its file, byte for byte. */
                "Idempotency-Key"?: string;
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
                "application/json": components["schemas"]["DecisionRequest"];
            };
        };
        responses: {
            /** @description The decision stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            /** @description The decision goes on: look at `Location` again after `Retry-After` seconds. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPending"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJobs: {
        parameters: {
            query?: {
                /** @description Only jobs of this kind: `export` lists the workbooks, `import` the files. */
                kind?: "build" | "export" | "import" | "acquisition" | "quality-decision" | "retirement";
                /** @description Only jobs that are so far. */
                status?: "queued" | "running" | "succeeded" | "failed" | "cancelled";
                /** @description Rows per page, at most. */
                limit?: number;
                /** @description The `next_cursor` of the page before, unchanged. Left out for the first page. */
                cursor?: string;
                /** @description How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as `Accept` asks, JSON where it takes both. */
                format?: "json" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The jobs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is cancelled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description It has been asked to end, and has not yet: look at `Location` again after `Retry-After` seconds. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEvents: {
        parameters: {
            query?: {
                /** @description Events of these topics only, with commas between them. All that are public unless said. */
                topics?: string;
                /** @description Events of this index only. Unless said, of every index, and those of none. */
                index_id?: string;
                /** @description Go on after the event with this id. The header `Last-Event-ID`, which browsers send when they connect again, goes before it. */
                last_event_id?: string;
                /** @description Where to begin without an id: at the oldest event that is kept (a page does), or now (a stream does). */
                from?: "start" | "now";
                /** @description Events per page, at most. Of pages only. */
                limit?: number;
                /** @description The `next_cursor` of the page before, unchanged. Left out for the first page. */
                cursor?: string;
            };
            header?: {
                /** @description The `id:` that was received last: the stream goes on after it. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, or a stream. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Events"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJobEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `id:` that was received last: the stream goes on after it. */
                "Last-Event-ID"?: string;
            };
            path: {
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "ended",
                     *       "event": "job",
                     *       "data": "{\"job_id\":\"019a9c3e-5f00-7abc-8def-0123456789ab\",\"kind\":\"build\",\"status\":\"succeeded\",\"progress\":1,\"request\":{\"start_date\":\"2023-01-01\",\"end_date\":\"2023-01-31\"},\"created_at\":\"2026-01-05T21:30:00.000Z\",\"started_at\":\"2026-01-05T21:30:00.120Z\",\"finished_at\":\"2026-01-05T21:30:02.480Z\",\"result\":{\"start_date\":\"2023-01-01\",\"end_date\":\"2023-01-31\",\"first_session\":\"2023-01-03\",\"last_session\":\"2023-01-31\",\"sessions\":20,\"composition_changes\":9,\"level\":1067.4178020134214},\"error\":null}"
                     *     }
                     */
                    "text/event-stream": {
                        id?: string;
                        event?: string;
                        data: string;
                    };
                };
            };
            /** @description The end has been told: there is nothing more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhooks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhooks"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://example.org/hooks/index",
                 *       "topics": [
                 *         "composition.changed"
                 *       ],
                 *       "index_ids": [
                 *         "top100-equal"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["WebhookRequest"];
            };
        };
        responses: {
            /** @description It gets every event from now on. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTest"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It goes on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description Rows per page, at most. */
                limit?: number;
                /** @description The `next_cursor` of the page before, unchanged. Left out for the first page. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The attempts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveries"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getKeys: {
        parameters: {
            query?: {
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
            /** @description The keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Keys"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "reporting",
                 *       "scopes": [
                 *         "read",
                 *         "export"
                 *       ],
                 *       "expires_at": "2027-01-05T14:30:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["KeyRequest"];
            };
        };
        responses: {
            /** @description The key, valid at once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKey"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is revoked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the POST that made it answered. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlap_seconds": 3600
                 *     }
                 */
                "application/json": components["schemas"]["KeyRotation"];
            };
        };
        responses: {
            /** @description The new key, valid at once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKey"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuditLog: {
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
            /** @description The calls. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditLog"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReference: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": unknown;
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEventReference: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": unknown;
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAsyncApi: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProblem: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an earlier answer: 304 when it still stands. */
                "If-None-Match"?: string;
            };
            path: {
                kind: "invalid-request" | "unauthenticated" | "forbidden" | "not-found" | "index-not-found" | "line-not-found" | "key-not-found" | "webhook-not-found" | "index-not-built" | "outside-built-range" | "job-not-found" | "quality-session-not-found" | "export-not-found" | "method-not-allowed" | "not-acceptable" | "request-timeout" | "market-conflict" | "not-cancellable" | "not-resumable" | "key-not-rotatable" | "job-cancelled" | "index-exists" | "events-expired" | "export-expired" | "body-too-large" | "unsupported-media-type" | "range-not-satisfiable" | "no-data-in-range" | "date-in-the-future" | "outside-calendar" | "nothing-published" | "import-refused" | "no-provider" | "decision-refused" | "definition-refused" | "idempotency-key-reused" | "webhook-refused" | "too-many-requests" | "too-many-at-once" | "job-failed" | "internal-error" | "acquisition-failed" | "unavailable";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The explanation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description What the caller holds still stands. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
