import type { Vendor } from './vendor-script.js';

/**
 * How a vendor writes a ticker. Ours are those of Massive: `BRK.B`, warrants `ABC.WS`, units `ABC.U`, preferred stock `ABCpA`. The
 * others write BRK-B (FMP, SEC) or BRK/B (Nasdaq), and preferred stock ABC-PA or ABC^A.
 */
export function spelledFor(vendor: Vendor, ticker: string): string {
  if (vendor === 'massive') return ticker;
  const separator = vendor === 'nasdaq' ? '/' : '-';
  return ticker.replace(/p(?=[A-Z]$)/, vendor === 'nasdaq' ? '^' : '-P').replace('.', separator);
}
