/** How numbers and dates are written for people. Rounded here and nowhere before. */

const level = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const percent = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
});
const weight = new Intl.NumberFormat('en-US', { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 });
const price = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const marketCap = new Intl.NumberFormat('en-US', {
  notation: 'compact',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' });

export const NOTHING = '–';

const orNothing = (format) => (value) => (value === null || value === undefined ? NOTHING : format(value));

export const formatLevel = orNothing((value) => level.format(value));
/** Of a number that is percent already. */
export const formatPercent = orNothing((value) => `${percent.format(value)} %`);
/** Of a fraction. */
export const formatWeight = orNothing((value) => weight.format(value));
export const formatPrice = orNothing((value) => price.format(value));
export const formatMarketCap = orNothing((value) => `$${marketCap.format(value)}`);
export const formatCount = orNothing((value) => value.toLocaleString('en-US'));
export const formatDate = orNothing((text) => day.format(new Date(`${text}T00:00:00Z`)));

/** Today's date in New York, where the exchange is: 'YYYY-MM-DD'. */
export function todayInNewYork() {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(new Date());
}

/** `date` moved by a number of days. */
export function addDays(date, days) {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}
