import type { ProvidersConfiguration, VendorConfiguration } from '#runtime/provider-settings';
import type { VendorHttpOptions } from './vendor-http.js';

export type VendorName = 'massive' | 'fmp' | 'sec' | 'nasdaq';

/** How a vendor wants to be asked. */
export interface Vendor
  extends VendorConfiguration, Pick<VendorHttpOptions, 'publicBaseUrls' | 'headers' | 'authorize'> {
  readonly name: VendorName;
  readonly key: string | null;
}

const USER_AGENT = 'equal-weighted-index';
/** Nasdaq lets requests that do not look like a browser's wait for ever. */
const BROWSER_USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

/** The vendors that are set up. */
export function configuredVendors({ massive, fmp, sec, nasdaq }: ProvidersConfiguration): Vendor[] {
  return [
    ...(massive === null ? [] : [massiveVendor(massive)]),
    ...(fmp === null ? [] : [fmpVendor(fmp)]),
    ...(sec === null
      ? []
      : [keyless('sec', sec, 'https://data.sec.gov', { 'user-agent': `${USER_AGENT} ${sec.contact}` })]),
    ...(nasdaq === null
      ? []
      : [keyless('nasdaq', nasdaq, 'https://api.nasdaq.com', { 'user-agent': BROWSER_USER_AGENT })]),
  ];
}

function massiveVendor(configuration: NonNullable<ProvidersConfiguration['massive']>): Vendor {
  return {
    ...configuration,
    name: 'massive',
    // The name of the company changed, and with it the host in a next_url.
    publicBaseUrls: ['https://api.massive.com', 'https://api.polygon.io'],
    headers: { accept: 'application/json', 'user-agent': USER_AGENT },
    authorize: (headers, query) => {
      query.delete('apiKey');
      headers['authorization'] = `Bearer ${configuration.key}`;
    },
  };
}

function fmpVendor(configuration: NonNullable<ProvidersConfiguration['fmp']>): Vendor {
  return {
    ...configuration,
    name: 'fmp',
    publicBaseUrls: ['https://financialmodelingprep.com/stable'],
    headers: { accept: '*/*', 'user-agent': USER_AGENT },
    authorize: (_headers, query) => query.set('apikey', configuration.key),
  };
}

function keyless(
  name: VendorName,
  { baseUrl, quota }: VendorConfiguration,
  publicBaseUrl: string,
  headers: Readonly<Record<string, string>>,
): Vendor {
  return {
    name,
    baseUrl,
    quota,
    key: null,
    publicBaseUrls: [publicBaseUrl],
    headers: { accept: 'application/json', ...headers },
    authorize: () => undefined,
  };
}
