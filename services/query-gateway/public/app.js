import { getChanges, getComposition, getPerformance, keyOfTab, RequestProblem, useKey } from '/assets/api.js';
import { createChart } from '/assets/chart.js';
import { addDays, formatDate, todayInNewYork } from '/assets/format.js';
import { showChanges, showComposition, showEmpty, showFigures, showGaps, showLevel } from '/assets/views.js';

/** Days of the longest range that one request may have, less one: both ends count. */
const LONGEST_DAYS = 3659;

const RANGES = [
  { name: '1M', title: 'One month', days: 31 },
  { name: '3M', title: 'Three months', days: 92 },
  { name: '1Y', title: 'One year', days: 366 },
  { name: '3Y', title: 'Three years', days: 1096 },
  { name: 'All', title: 'Everything, up to ten years', days: LONGEST_DAYS },
];
const CHANGES_DAYS = 92;

const byId = (id) => document.getElementById(id);

const state = { composition: null, performance: null, range: RANGES[2] };
const chart = createChart(byId('chart'), (row) => showLevel(row ?? state.performance.data.at(-1)));

/** Shows one of the states of the page and hides the others. */
function show(visible) {
  for (const id of ['status', 'problem', 'key', 'empty', 'dashboard']) byId(id).hidden = id !== visible;
}

function showProblem(error) {
  const problem =
    error instanceof RequestProblem ? error.problem : { title: 'This page failed', detail: String(error) };
  if (problem.type === '/problems/index-not-built') {
    showEmpty(problem);
    show('empty');
    return;
  }
  if (problem.type === '/problems/unauthenticated' || problem.type === '/problems/forbidden') {
    byId('key-detail').textContent = keyOfTab() === null ? 'Enter the one that you were given.' : problem.detail;
    show('key');
    byId('key-input').focus();
    return;
  }
  byId('problem-title').textContent = problem.title ?? 'Something went wrong';
  byId('problem-detail').textContent = [problem.detail, problem.request_id && `(request ${problem.request_id})`]
    .filter(Boolean)
    .join(' ');
  show('problem');
}

async function showRange(range) {
  state.range = range;
  for (const button of byId('ranges').children) {
    button.setAttribute('aria-pressed', String(button.textContent === range.name));
  }
  const end = state.composition.date;
  const performance = await getPerformance(addDays(end, -range.days), end);
  // A later click may have been answered before.
  if (state.range !== range) return;
  state.performance = performance;
  const last = performance.data.at(-1);
  const first = performance.data[0];
  showLevel(last);
  showFigures({ performance, last, base: first.daily_return === null ? first.date : null });
  showGaps(performance.gaps);
  chart.show(performance.data);
  byId('chart-caption').textContent = `${formatDate(first.date)} to ${formatDate(last.date)}. ${chart.describe()}`;
}

async function load() {
  show('status');
  try {
    const composition = await getComposition(todayInNewYork());
    const { date } = composition;
    const changes = await getChanges(addDays(date, -CHANGES_DAYS), date);
    state.composition = composition;
    byId('simulated').hidden = composition.data_source === undefined;
    showComposition(composition, byId('search').value);
    showChanges(changes);
    // The chart measures the space that it has, so the page has to be there first.
    show('dashboard');
    await showRange(state.range);
  } catch (error) {
    showProblem(error);
  }
}

byId('ranges').append(
  ...RANGES.map((range) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = range.name;
    button.title = range.title;
    button.setAttribute('aria-pressed', 'false');
    button.addEventListener('click', () => showRange(range).catch(showProblem));
    return button;
  }),
);
byId('search').addEventListener('input', () => showComposition(state.composition, byId('search').value));
byId('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  useKey(byId('key-input').value.trim());
  byId('key-input').value = '';
  load();
});
byId('retry').addEventListener('click', load);
byId('look-again').addEventListener('click', load);

await load();
