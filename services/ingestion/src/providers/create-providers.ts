import type { Upstream } from '../upstream/upstream.js';
import { flatFilesProvider } from './flat-files/flat-files.provider.js';
import { FmpProvider } from './fmp/fmp.provider.js';
import { MassiveProvider } from './massive/massive.provider.js';
import { NasdaqProvider } from './nasdaq/nasdaq.provider.js';
import type { Provider } from './provider.js';
import { SecProvider } from './sec/sec.provider.js';

export interface ProviderUpstreams {
  readonly massive?: Upstream;
  readonly fmp?: Upstream;
  readonly sec?: Upstream;
  readonly nasdaq?: Upstream;
}

/**
 * The providers of the vendors that are set up. One order serves every question, as whoever asks passes over those that lack the part:
 *
 * - whole-market days, and the lines listed on a day: massive, flat files (days only), nasdaq
 * - market caps: fmp, nasdaq
 * - share counts: sec, which has the day of filing; massive, which has single classes; fmp
 * - splits, dividends, changes of ticker: massive
 */
export function createProviders(
  upstreams: ProviderUpstreams,
  clock: () => Date,
  flatFiles: { readonly directory: string } | null = null,
): readonly Provider[] {
  const { sec, massive, fmp, nasdaq } = upstreams;
  return [
    ...(sec === undefined ? [] : [new SecProvider(sec, clock)]),
    ...(massive === undefined ? [] : [new MassiveProvider(massive, clock)]),
    ...(fmp === undefined ? [] : [new FmpProvider(fmp, clock)]),
    ...(flatFiles === null ? [] : [flatFilesProvider(flatFiles.directory)]),
    ...(nasdaq === undefined ? [] : [new NasdaqProvider(nasdaq, clock)]),
  ];
}
