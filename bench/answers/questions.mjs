/** The read calls that are measured, and for the cold ones endless questions that nobody has asked before. */
const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST = Date.UTC(2023, 0, 3);
const LAST = Date.UTC(2023, 11, 29);
const days = Array.from({ length: (LAST - FIRST) / DAY_MS + 1 }, (_, day) =>
  new Date(FIRST + day * DAY_MS).toISOString().slice(0, 10),
);
const YEAR = 'start_date=2023-01-01&end_date=2023-12-29';
const FIELDS = ['rank', 'ticker', 'name', 'sector', 'exchange', 'weight', 'close', 'market_cap'];

/** Ranges of about a year, each another one. */
function* ranges(path) {
  for (const limit of [999, 998, 997, 996, 995, 994, 993, 992]) {
    for (let from = 0; from < 60; from += 1) {
      for (let to = 0; to < 60; to += 1)
        yield `${path}?start_date=${days[from]}&end_date=${days[days.length - 1 - to]}&limit=${limit}`;
    }
  }
}

function* compositions() {
  for (let left = 0; left < FIELDS.length; left += 1) {
    const fields = FIELDS.filter((_, position) => position !== left).join(',');
    for (const day of days) yield `/v1/indices/top100-equal/composition?date=${day}&fields=${fields}`;
  }
}

export const questions = [
  { name: 'composition of a day', path: '/index-composition?date=2023-06-15', unasked: compositions() },
  { name: 'a year of performance', path: `/index-performance?${YEAR}`, unasked: ranges('/index-performance') },
  { name: 'a year of changes', path: `/composition-changes?${YEAR}`, unasked: ranges('/composition-changes') },
];
