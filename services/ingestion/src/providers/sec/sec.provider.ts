import { exchangeDate } from '../../exchange-date.js';
import { UpstreamError } from '../../upstream/upstream.error.js';
import type { Upstream, UpstreamAnswer } from '../../upstream/upstream.js';
import { BoundedMap } from '../bounded-map.js';
import type { Provider, ShareCount, ShareCounts } from '../provider.js';
import { askAndRead, malformed, parseJson } from '../vendor-json.js';
import { countsKnownOn, type FiledCount, readFiledCounts, SEC, SEC_CONCEPT } from './sec-share-counts.js';

const CIK = /^\d{10}$/;
/** Some 10 KiB each. */
const COMPANIES_MAX = 3000;
const NOT_MODIFIED = 304;

interface Filings {
  readonly counts: readonly FiledCount[];
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** The day in New York on which the SEC last said that these are all. */
  readonly readOn: string;
}

/**
 * SEC EDGAR: share counts as filed, known from the day of filing on, which makes them the ones to trust for past sessions.
 *
 * Companies with several classes of shares are not among them (404), or were and stopped. The count is of the company's one class; where
 * several lines belong to it, the caller decides what that means. What has been read of a company holds for all sessions before the day
 * on which it was read; for later ones it is asked for again, with the conditions that the last answer allows.
 */
export class SecProvider implements Provider, ShareCounts {
  readonly name = SEC;
  readonly shareCounts = this;
  private readonly companies = new BoundedMap<Filings>(COMPANIES_MAX);

  constructor(
    private readonly upstream: Upstream,
    private readonly clock: () => Date,
  ) {}

  async readShareCounts(
    { issuer }: { readonly ticker: string; readonly issuer: string | null },
    session: string,
    signal: AbortSignal,
  ): Promise<readonly ShareCount[]> {
    if (issuer === null || !CIK.test(issuer)) return [];
    const kept = this.companies.get(issuer);
    const filings = kept !== undefined && session < kept.readOn ? kept : await this.ask(issuer, kept, signal);
    return countsKnownOn(filings.counts, session);
  }

  private async ask(cik: string, kept: Filings | undefined, signal: AbortSignal): Promise<Filings> {
    const readOn = exchangeDate(this.clock());
    const read = (answer: UpstreamAnswer): Filings => {
      if (answer.status === NOT_MODIFIED) {
        if (kept === undefined) throw malformed(SEC, `CIK${cik} is said to be unchanged and was never read`);
        return { ...kept, readOn };
      }
      return {
        counts: readFiledCounts(parseJson(SEC, answer.body), cik),
        etag: answer.headers['etag'] ?? null,
        lastModified: answer.headers['last-modified'] ?? null,
        readOn,
      };
    };
    const path = `/api/xbrl/companyconcept/CIK${cik}/dei/${SEC_CONCEPT}.json`;
    const filings = await noneWhenNotFound(
      readOn,
      askAndRead(this.upstream, { path, headers: conditionsOf(kept), signal }, read),
    );
    this.companies.set(cik, filings);
    return filings;
  }
}

function conditionsOf(kept: Filings | undefined): Readonly<Record<string, string>> {
  if (kept?.etag != null) return { 'if-none-match': kept.etag };
  return kept?.lastModified == null ? {} : { 'if-modified-since': kept.lastModified };
}

/** The SEC answers 404 for a company that never filed the number without naming a class of shares. */
async function noneWhenNotFound(readOn: string, answer: Promise<Filings>): Promise<Filings> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.failure !== 'not_found') throw error;
    return { counts: [], etag: null, lastModified: null, readOn };
  }
}
