const jobId = '019a9c3e-5f00-7abc-8def-0123456789ab';
const range = { start_date: '2023-01-01', end_date: '2023-01-31' };
const report = {
  kind: 'prices',
  rows_read: 62_250,
  rows_stored: 62_248,
  rows_unchanged: 0,
  rows_rejected: 2,
  sessions: 251,
  first_session: '2022-01-03',
  last_session: '2022-12-30',
  ignored_columns: [],
};
const times = {
  created_at: '2026-01-05T21:30:00.000Z',
  started_at: '2026-01-05T21:30:00.120Z',
  finished_at: '2026-01-05T21:30:02.480Z',
};
const buildResult = {
  ...range,
  first_session: '2023-01-03',
  last_session: '2023-01-31',
  sessions: 20,
  composition_changes: 9,
  level: 1067.4178020134214,
};

const acquisitionResult = {
  ...range,
  sessions: 20,
  complete: 19,
  incomplete: 1,
  missing: 0,
  first_session: '2023-01-03',
  last_session: '2023-01-31',
};
const acquisitionRequest = { ...range, source: 'massive', refresh: false };
const decision = {
  action: 'override',
  ticker: 'BRK.B',
  values: { close: 311.42 },
  reason: 'The exchange says 311.42; the vendor had moved the point.',
  decided_by: 'operations',
};
const takenDecision = { id: jobId, ...decision, decided_at: '2023-01-14T09:12:00.000Z' };

/** Answers as they look, for the documentation. A test checks each against its schema. */
export const examples = {
  rangeBody: range,
  pending: { job_id: jobId, status: 'running', progress: 0.4 },
  build: { job_id: jobId, status: 'succeeded', ...buildResult },
  performance: {
    index: 'top100-equal',
    ...range,
    period_return: 6.741780201342137,
    gaps: [{ date: '2023-01-19', status: 'incomplete', reasons: ['62 of 100 lines can be ranked'] }],
    data: [
      { date: '2023-01-03', daily_return: null, cumulative_return: 0, level: 1000, constituents: 100 },
      {
        date: '2023-01-04',
        daily_return: 0.7548318297420113,
        cumulative_return: 0.7548318297420113,
        level: 1007.5483182974201,
        constituents: 100,
      },
    ],
    next_cursor: null,
  },
  composition: {
    index: 'top100-equal',
    requested_date: '2023-01-15',
    date: '2023-01-13',
    effective_from: '2023-01-17',
    hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    data: [
      {
        rank: 1,
        ticker: 'AAPL',
        name: 'Apple Inc.',
        sector: 'Technology',
        exchange: 'XNAS',
        weight: 0.01,
        close: 134.76,
        market_cap: 2_140_000_000_000,
      },
    ],
  },
  changes: {
    index: 'top100-equal',
    ...range,
    gaps: [],
    data: [
      {
        date: '2023-01-06',
        effective_from: '2023-01-09',
        entered: [{ ticker: 'CB', rank: 99, previous_rank: 101 }],
        exited: [{ ticker: 'MO', rank: 102, previous_rank: 100, reason: 'rank' }],
        renamed: [{ ticker: 'FB', new_ticker: 'META' }],
      },
    ],
    next_cursor: null,
  },
  export: {
    job_id: jobId,
    status: 'succeeded',
    file_name: 'top100-equal_2023-01-01_2023-01-31.xlsx',
    download_url: '/v1/exports/019a9c3e-6a10-7abc-8def-0123456789ab',
    bytes: 148_231,
  },
  import: { job_id: jobId, status: 'succeeded', ...report },
  importJob: {
    job_id: jobId,
    status: 'succeeded',
    progress: 1,
    request: { kind: 'prices', source: 'upload', bytes: 1_482_310 },
    ...times,
    result: report,
    error: null,
    ...report,
  },
  rejections: {
    data: [{ line: 17, column: 'close', value: '-3.5', rule: 'close must be above 0' }],
    next_cursor: null,
  },
  acquisitionBody: acquisitionRequest,
  acquisition: { job_id: jobId, status: 'succeeded', ...acquisitionResult },
  acquisitionJob: {
    job_id: jobId,
    kind: 'acquisition',
    status: 'cancelled',
    progress: 0.4,
    request: acquisitionRequest,
    ...times,
    result: null,
    error: null,
  },
  coverage: {
    ...range,
    data: [
      {
        date: '2023-01-03',
        status: 'complete',
        lines: 5240,
        expected_lines: 5238,
        sources: ['massive'],
        reasons: [],
      },
      {
        date: '2023-01-04',
        status: 'missing',
        lines: 0,
        expected_lines: 5240,
        sources: [],
        reasons: ['not_acquired: no rows are stored, and nobody has asked for them yet'],
      },
    ],
    next_cursor: null,
  },
  quality: {
    requested_date: '2023-01-15',
    date: '2023-01-13',
    verdict: 'blocked',
    status: 'incomplete',
    reasons: ['cap_jump: BRK.B'],
    assessed: true,
    findings: [
      {
        check: 'cap_jump',
        severity: 'block',
        ticker: 'BRK.B',
        detail: 'The market capitalisation is 10 times that of the session before, the close is not.',
        observed: 6_800_000_000_000,
        expected: 680_000_000_000,
        source: 'massive',
        found_at: '2023-01-13T21:31:00.000Z',
      },
    ],
    decisions: [takenDecision],
  },
  decisionBody: { date: '2023-01-13', ...decision },
  decision: {
    job_id: jobId,
    status: 'succeeded',
    date: '2023-01-13',
    action: decision.action,
    ticker: decision.ticker,
    verdict: 'open',
    reasons: [],
    status_changed: true,
  },
  decisions: { ...range, data: [{ date: '2023-01-13', ...takenDecision }], next_cursor: null },
  tableHashes: { tables: { index_compositions: '2000:-4611686018427387904123:9223372036854775807456' } },
  job: {
    job_id: jobId,
    kind: 'build',
    status: 'succeeded',
    progress: 1,
    request: range,
    ...times,
    result: buildResult,
    error: null,
  },
};
