import uPlot from '/assets/uplot.js';
import { formatLevel } from '/assets/format.js';

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const DAY_SECONDS = 24 * 60 * 60;
const toSeconds = (date) => Date.parse(`${date}T00:00:00Z`) / 1000;

function options(element) {
  const axis = {
    stroke: style('--muted'),
    grid: { stroke: style('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
    padding: [12, 12, 0, 0],
    scales: { x: { time: true } },
    axes: [
      { ...axis, grid: { show: false }, space: 80 },
      { ...axis, size: 62, values: (_, ticks) => ticks.map((tick) => tick.toLocaleString('en-US')) },
    ],
    series: [
      {},
      { label: 'Level', stroke: style('--accent'), width: 2, fill: style('--accent-soft'), points: { show: false } },
    ],
  };
}

/**
 * Draws levels over time in `element` and keeps its size and colours. `onHover` is told the row under the pointer, or null.
 */
export function createChart(element, onHover) {
  let rows = [];
  let plot = null;

  function draw() {
    plot?.destroy();
    plot = null;
    if (rows.length === 0 || element.clientWidth === 0) return;
    const data = [rows.map(({ date }) => toSeconds(date)), rows.map(({ level }) => level)];
    // A single session has no extent of its own.
    if (rows.length === 1) data.forEach((values, at) => values.push(at === 0 ? values[0] + DAY_SECONDS : null));
    plot = new uPlot({ ...options(element), hooks: { setCursor: [hover] } }, data, element);
  }

  function hover(current) {
    const at = current.cursor.idx;
    onHover(at === null || at === undefined || current.cursor.left < 0 ? null : (rows[at] ?? null));
  }

  new ResizeObserver(() => {
    if (plot === null) draw();
    else plot.setSize({ width: element.clientWidth, height: element.clientHeight });
  }).observe(element);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);

  return {
    show(newRows) {
      rows = newRows;
      draw();
    },
    describe: () =>
      rows.length === 0
        ? 'No levels.'
        : `From ${formatLevel(rows[0].level)} to ${formatLevel(rows.at(-1).level)} over ${rows.length.toLocaleString('en-US')} sessions.`,
  };
}
