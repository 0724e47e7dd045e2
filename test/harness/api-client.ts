import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { CoverageAnswer } from '#contracts/api/acquisition.schema';
import type { ChangesAnswer } from '#contracts/api/changes.schema';
import type { CompositionAnswer } from '#contracts/api/composition.schema';
import type { ImportKind } from '#contracts/api/import.schema';
import type { JobAnswer } from '#contracts/api/job.schema';
import type { PerformanceAnswer } from '#contracts/api/performance.schema';
import type { DecisionBody, DecisionsAnswer, QualityAnswer } from '#contracts/api/quality.schema';

export interface DateRange {
  readonly start_date: string;
  readonly end_date: string;
}

const JOB_MILLISECONDS = 240_000;
const POLL_MILLISECONDS = 100;

/** Thrown for an answer outside 2xx, with the problem that came. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    request: string,
  ) {
    super(`${request} answered ${status}: ${JSON.stringify(body)}`);
    this.name = 'ApiError';
  }
}

/** Asks again while the answer is that nothing can be answered now: no connection, 503, or a status that `passing` names. */
export async function patiently<T>(ask: () => Promise<T>, passing: readonly number[] = []): Promise<T> {
  const deadline = Date.now() + JOB_MILLISECONDS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const goesOn = !(error instanceof ApiError) || error.status === 503 || passing.includes(error.status);
      if (!goesOn || Date.now() > deadline) throw error;
      await sleep(POLL_MILLISECONDS);
    }
  }
}

const rangeQuery = ({ start_date, end_date }: DateRange): string =>
  `start_date=${encodeURIComponent(start_date)}&end_date=${encodeURIComponent(end_date)}`;

/** What a caller of the REST interface does; nothing here knows more than the interface says. */
export class ApiClient {
  constructor(readonly url: string) {}

  async request<Answer>(method: string, path: string, options: RequestInit = {}): Promise<Answer> {
    const response = await this.#fetch(method, path, options);
    const text = await response.text();
    let body: unknown = text;
    try {
      body = JSON.parse(text);
    } catch {
      // Not JSON: shown as it is.
    }
    if (!response.ok) throw new ApiError(response.status, body, `${method} ${path}`);
    return body as Answer;
  }

  /**
   * A server may close an idle connection at the very moment at which it is used again. A GET is then asked once more, as every
   * browser does; anything else is not.
   */
  async #fetch(method: string, path: string, options: RequestInit = {}): Promise<Response> {
    try {
      return await fetch(`${this.url}${path}`, { method, ...options });
    } catch (error) {
      const code = ((error as Error).cause as { code?: string } | undefined)?.code;
      if (method !== 'GET' || (code !== 'ECONNRESET' && code !== 'UND_ERR_SOCKET')) throw error;
      return fetch(`${this.url}${path}`, { method, ...options });
    }
  }

  /** The body as it came. */
  async text(path: string): Promise<string> {
    const response = await this.#fetch('GET', path);
    const text = await response.text();
    if (!response.ok) throw new ApiError(response.status, text, `GET ${path}`);
    return text;
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.request<Answer>('GET', path);
  }

  #postJson<Answer>(path: string, body: unknown): Promise<Answer> {
    const headers = { 'content-type': 'application/json', prefer: 'respond-async' };
    return this.request<Answer>('POST', path, { headers, body: JSON.stringify(body) });
  }

  /** Sends a file as it is; `.gz` is declared as gzip. Waits for the import and returns its report. */
  async importFile(kind: ImportKind, file: string): Promise<Record<string, unknown>> {
    return this.#import(kind, file.endsWith('.gz'), Readable.toWeb(createReadStream(file)) as unknown as BodyInit);
  }

  /** Sends CSV text, compressed on the way. */
  async importText(kind: ImportKind, text: string): Promise<Record<string, unknown>> {
    return this.#import(kind, true, new Uint8Array(gzipSync(text, { level: 1 })));
  }

  async #import(kind: ImportKind, compressed: boolean, body: BodyInit): Promise<Record<string, unknown>> {
    const headers: Record<string, string> = { 'content-type': 'text/csv', prefer: 'respond-async' };
    if (compressed) headers['content-encoding'] = 'gzip';
    const init: RequestInit & { duplex: 'half' } = { headers, body, duplex: 'half' };
    const { job_id } = await this.request<{ job_id: string }>('POST', `/v1/imports?kind=${kind}`, init);
    return this.succeeded(job_id);
  }

  /** Asks for a build and returns the job's id without waiting for it. */
  async requestBuild(range: DateRange): Promise<string> {
    return (await this.#postJson<{ job_id: string }>('/build-index', range)).job_id;
  }

  async build(range: DateRange): Promise<Record<string, unknown>> {
    return this.succeeded(await this.requestBuild(range));
  }

  /** Asks for sessions from the vendors and returns the job's id without waiting for it. */
  async requestAcquisition(order: DateRange & { readonly refresh?: boolean }): Promise<string> {
    return (await this.#postJson<{ job_id: string }>('/v1/acquisitions', order)).job_id;
  }

  async acquire(order: DateRange & { readonly refresh?: boolean }): Promise<Record<string, unknown>> {
    return this.succeeded(await this.requestAcquisition(order));
  }

  /** Cancels an acquisition or takes it up again; answers without waiting for the outcome. */
  async orderAcquisition(id: string, order: 'cancel' | 'resume'): Promise<void> {
    await this.#postJson(`/v1/acquisitions/${id}/${order}`, {});
  }

  async coverage(range: DateRange): Promise<CoverageAnswer> {
    return this.#allPages<CoverageAnswer>(`/v1/coverage?${rangeQuery(range)}`);
  }

  quality(date: string): Promise<QualityAnswer> {
    return this.get<QualityAnswer>(`/v1/quality?date=${date}`);
  }

  async decide(decision: DecisionBody): Promise<Record<string, unknown>> {
    return this.succeeded((await this.#postJson<{ job_id: string }>('/v1/quality/decisions', decision)).job_id);
  }

  async decisions(range: DateRange): Promise<DecisionsAnswer> {
    return this.#allPages<DecisionsAnswer>(`/v1/quality/decisions?${rangeQuery(range)}`);
  }

  /** The finished workbook of a range. */
  async exportWorkbook(range: DateRange): Promise<{ fileName: string; bytes: Buffer }> {
    const { job_id } = await this.#postJson<{ job_id: string }>('/export-data', range);
    const result = (await this.succeeded(job_id)) as { file_name: string; download_url: string };
    const response = await fetch(new URL(result.download_url, this.url));
    if (!response.ok) throw new ApiError(response.status, await response.text(), `GET ${result.download_url}`);
    return { fileName: result.file_name, bytes: Buffer.from(await response.arrayBuffer()) };
  }

  job(id: string): Promise<JobAnswer> {
    return this.get<JobAnswer>(`/v1/jobs/${id}`);
  }

  /** Waits for a job and returns its result; throws with the job's error when it failed. */
  async succeeded(id: string): Promise<Record<string, unknown>> {
    const deadline = Date.now() + JOB_MILLISECONDS;
    for (;;) {
      const job = await this.job(id);
      if (job.status === 'succeeded') return job.result ?? {};
      if (job.status === 'cancelled') throw new Error(`Job ${id} was cancelled.`);
      if (job.status === 'failed') throw new Error(`Job ${id} failed: ${JSON.stringify(job.error)}`);
      if (Date.now() > deadline)
        throw new Error(`Job ${id} is still ${job.status} at ${job.progress} after ${JOB_MILLISECONDS} ms.`);
      await sleep(POLL_MILLISECONDS);
    }
  }

  /** The whole range, all pages. */
  async performance(range: DateRange): Promise<PerformanceAnswer> {
    return this.#allPages<PerformanceAnswer>(`/index-performance?${rangeQuery(range)}`);
  }

  async changes(range: DateRange): Promise<ChangesAnswer> {
    return this.#allPages<ChangesAnswer>(`/composition-changes?${rangeQuery(range)}`);
  }

  composition(date: string): Promise<CompositionAnswer> {
    return this.get<CompositionAnswer>(`/index-composition?date=${date}`);
  }

  /** Compositions of many sessions, a few requests at a time. */
  async compositions(dates: readonly string[]): Promise<Map<string, CompositionAnswer>> {
    const answers = new Map<string, CompositionAnswer>();
    const waiting = [...dates];
    const worker = async (): Promise<void> => {
      for (let date = waiting.shift(); date !== undefined; date = waiting.shift()) {
        answers.set(date, await this.composition(date));
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    return answers;
  }

  /** One hash per table over what a reader can see of it: equal for equal content, whatever the way it came. */
  tableHashes(): Promise<Record<string, unknown>> {
    return this.get<Record<string, unknown>>('/v1/table-hashes');
  }

  async #allPages<Answer extends { data: unknown[]; next_cursor: string | null }>(path: string): Promise<Answer> {
    const first = await this.get<Answer>(path);
    const data = [...first.data];
    for (let cursor = first.next_cursor; cursor !== null;) {
      const page = await this.get<Answer>(`${path}&cursor=${encodeURIComponent(cursor)}`);
      data.push(...page.data);
      cursor = page.next_cursor;
    }
    return { ...first, data, next_cursor: null };
  }
}
