import {
  formatCount,
  formatDate,
  formatLevel,
  formatMarketCap,
  formatPercent,
  formatPrice,
  formatWeight,
  NOTHING,
} from '/assets/format.js';

/** Names come from outside: everything below goes into the page as text, never as markup. */

/** An element with a class and children; texts become text nodes. */
function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className !== '') node.className = className;
  node.append(...children.map((child) => (typeof child === 'number' ? String(child) : child)));
  return node;
}

const direction = (value) => (value > 0 ? 'up' : value < 0 ? 'down' : '');

/** Level, last return and session of the hero. */
export function showLevel(row) {
  document.getElementById('level').textContent = formatLevel(row.level);
  document.getElementById('last-session').textContent = formatDate(row.date);
  const change = document.getElementById('last-return');
  change.textContent = row.daily_return === null ? '' : formatPercent(row.daily_return);
  change.className = `change ${direction(row.daily_return ?? 0)}`;
}

/** The key figures under the chart. */
export function showFigures({ performance, last, base }) {
  const figures = [
    ['Last session', formatPercent(last.daily_return), direction(last.daily_return ?? 0)],
    ['In the range shown', formatPercent(performance.period_return), direction(performance.period_return)],
    ['Since the base session', formatPercent(last.cumulative_return), direction(last.cumulative_return)],
    ['Constituents', formatCount(last.constituents), ''],
    [
      base === null ? 'Sessions shown' : 'Base session',
      base === null ? formatCount(performance.data.length) : formatDate(base),
      '',
    ],
  ];
  document
    .getElementById('figures')
    .replaceChildren(
      ...figures.map(([name, value, className]) =>
        element('div', '', element('dt', '', name), element('dd', className, value)),
      ),
    );
}

/** The sessions of the range that are not published. */
export function showGaps(gaps) {
  const node = document.getElementById('gaps');
  node.hidden = gaps.length === 0;
  if (gaps.length === 0) return;
  const named = gaps.slice(0, 3).map((gap) => `${formatDate(gap.date)} (${gap.status})`);
  const more = gaps.length > named.length ? ` and ${gaps.length - named.length} more` : '';
  node.textContent = `Not published: ${named.join(', ')}${more}. The next session spans the gap.`;
}

function memberRow(member) {
  const company = element(
    'td',
    '',
    element('span', 'ticker', member.ticker),
    element('span', 'company', member.name ?? ''),
  );
  return element(
    'tr',
    '',
    element('td', 'number', member.rank ?? NOTHING),
    company,
    element('td', 'wide', member.sector ?? NOTHING),
    element('td', 'number wide', formatWeight(member.weight)),
    element('td', 'number', formatPrice(member.close)),
    element('td', 'number', formatMarketCap(member.market_cap)),
  );
}

const matches = (member, text) =>
  [member.ticker, member.name, member.sector].some((value) => (value ?? '').toLowerCase().includes(text));

/** The constituents, those that `search` finds. */
export function showComposition(composition, search) {
  const text = search.trim().toLowerCase();
  const found = text === '' ? composition.data : composition.data.filter((member) => matches(member, text));
  document.getElementById('members').replaceChildren(...found.map(memberRow));
  document.getElementById('no-members').hidden = found.length > 0;
  const count =
    text === ''
      ? `${composition.data.length} constituents`
      : `${found.length} of ${composition.data.length} constituents`;
  document.getElementById('composition-caption').textContent =
    `${count} after the close of ${formatDate(composition.date)}, effective from ${formatDate(composition.effective_from)}`;
}

const REASONS = {
  rank: 'by rank',
  delisted: 'delisted',
  stale: 'no longer traded',
  ineligible: 'no longer eligible',
  correction: 'corrected data',
};

function changeLine(sign, className, line, why) {
  return element(
    'li',
    '',
    element('span', `sign ${className}`, sign),
    element('span', 'ticker', line.ticker),
    element('span', 'visually-hidden', className === 'up' ? 'entered' : 'left'),
    element('span', 'why', why),
  );
}

/** A line under another ticker: it stays, so it has neither sign. */
function renameLine({ ticker, new_ticker: newTicker }) {
  return element(
    'li',
    '',
    element('span', 'sign', ''),
    element('span', 'ticker', `${ticker} → ${newTicker}`),
    element('span', 'why', 'renamed'),
  );
}

const rankText = (rank) => (rank === null ? 'unranked' : `rank ${rank}`);

function changeItem(change) {
  return element(
    'li',
    '',
    element('h3', '', formatDate(change.date), element('span', '', `from ${formatDate(change.effective_from)}`)),
    element(
      'ul',
      '',
      ...change.entered.map((line) => changeLine('+', 'up', line, rankText(line.rank))),
      ...change.exited.map((line) =>
        changeLine(
          '−',
          'down',
          line,
          [REASONS[line.reason] ?? line.reason, line.rank === null ? null : rankText(line.rank)]
            .filter(Boolean)
            .join(', '),
        ),
      ),
      ...change.renamed.map(renameLine),
    ),
  );
}

const CHANGES_SHOWN = 8;

/** The latest sessions with changes, newest first. */
export function showChanges(changes) {
  const latest = changes.data.slice(-CHANGES_SHOWN).reverse();
  document.getElementById('changes').replaceChildren(...latest.map(changeItem));
  document.getElementById('changes-caption').textContent =
    changes.data.length === 0
      ? `Nobody entered or left since ${formatDate(changes.start_date)}.`
      : `${formatCount(changes.data.length)} session${changes.data.length === 1 ? '' : 's'} with changes since ${formatDate(changes.start_date)}`;
}

/** A command over several lines, as a shell takes it. */
const command = (...parts) => parts.join(' \\\n  ');

/** How to get an index, with commands for what is stored. */
export function showEmpty(problem) {
  const { origin } = location;
  const range = problem.available ?? { first_session: '2023-01-01', last_session: '2023-12-31' };
  document.getElementById('empty-detail').textContent = problem.available
    ? `Prices are stored from ${formatDate(range.first_session)} to ${formatDate(range.last_session)}. One step is left: build the index.`
    : 'The store holds no prices. Two steps, and this page shows the index.';
  document.getElementById('import-command').textContent = command(
    'curl --data-binary @prices.csv',
    "-H 'Content-Type: text/csv'",
    `'${origin}/v1/imports?kind=prices'`,
  );
  document.getElementById('build-command').textContent = command(
    `curl ${origin}/build-index`,
    "-H 'Content-Type: application/json'",
    `-d '{"start_date":"${range.first_session}","end_date":"${range.last_session}"}'`,
  );
}
