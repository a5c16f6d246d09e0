import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { isDark } from '../app/theme';
import { percent } from './LoadChart';
import type { Load } from './load';

const height = 110;
const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

export function LoadPlot({ load }: { load: Load }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const keys = Object.keys(load).filter((key) => key !== 'at');
  const names = keys.join(' ');
  const dark = isDark();

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = new uPlot(options(element, keys), dataOf(load, keys), element);
    plot.current = made;
    const sizes = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      made.destroy();
    };
  }, [names, dark]);

  useEffect(() => plot.current?.setData(dataOf(load, keys)), [load]);
  return <div ref={place} class="load-plot" aria-hidden="true" />;
}

const dataOf = (load: Load, keys: readonly string[]): uPlot.AlignedData => [
  load.at.map((time) => time / 1000),
  ...keys.map((key) => [...(load[key] ?? [])]),
];

function options(element: HTMLElement, keys: readonly string[]): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height,
    cursor: { show: false },
    legend: { show: false },
    scales: { y: { range: [0, 1] } },
    axes: [
      { ...axis, size: 28, values: (_, splits) => splits.map((at) => clock.format(at * 1000)) },
      { ...axis, size: 48, splits: [0, 0.5, 1], values: (_, splits) => splits.map(percent) },
    ],
    series: [{}, ...keys.map((key, i) => ({ label: key, stroke: colour(`--series-${1 + (i % 6)}`), width: 1.5, points: { show: false } }))],
  };
}
