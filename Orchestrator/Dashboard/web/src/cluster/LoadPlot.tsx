import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { isDark } from '../app/theme';
import { colour } from './LoadChart';
import { type Line, percent } from './load';

const height = 110;
const minutes = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const seconds = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
// Two marks within a minute would read the same.
const clock = (marks: number[]) => (marks.length > 1 && (marks[1] as number) - (marks[0] as number) < 60 ? seconds : minutes);

/** Lines of shares over time; aria-hidden, for the caption beside it says the newest in words. */
export function LoadPlot({ at, lines }: { at: readonly number[]; lines: readonly Line[] }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const names = lines.map((line) => line.label).join('\n');
  const dark = isDark();

  // Other lines or other colours make another plot; newer values do not.
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = new uPlot(options(element, lines), dataOf(at, lines), element);
    plot.current = made;
    const sizes = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      made.destroy();
    };
  }, [names, dark]);

  useEffect(() => plot.current?.setData(dataOf(at, lines)), [at]);
  return <div ref={place} class="load-plot" aria-hidden="true" />;
}

const dataOf = (at: readonly number[], lines: readonly Line[]): uPlot.AlignedData => [
  at.map((time) => time / 1000),
  ...lines.map((line) => [...line.shares]),
];

function options(element: HTMLElement, lines: readonly Line[]): uPlot.Options {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: read('--quiet'), grid: { stroke: read('--line'), width: 1 }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height,
    cursor: { show: false },
    legend: { show: false },
    scales: { y: { range: [0, 1] } },
    axes: [
      { ...axis, size: 28, values: (_, splits) => splits.map((at) => clock(splits).format(at * 1000)) },
      { ...axis, size: 48, splits: [0, 0.5, 1], values: (_, splits) => splits.map(percent) },
    ],
    series: [{}, ...lines.map((line, i) => ({ label: line.label, stroke: read(colour(i)), width: 1.5, points: { show: false } }))],
  };
}
