import type { Signal } from '@preact/signals';
import { show } from '../../data/trials';
import { brush } from '../../data/view';
import type { Handlers, Point } from '../Plot';
import { type ContourModel, type HeatMap, intervalOf } from './model';

export const nameOf = (heat: HeatMap, cell: number): [string, string] => [
  heat.x.categories?.[cell % heat.width] ?? '',
  heat.y.categories?.[Math.floor(cell / heat.width)] ?? '',
];

export function cellText({ value }: ContourModel, heat: HeatMap, cell: number): string {
  const [x, y] = nameOf(heat, cell);
  const found = heat.count[cell]
    ? `${value.value.label} ${show(heat.values[cell])} from ${show(heat.count[cell])} trials`
    : 'no finished trial';
  return `${heat.x.label} ${x}, ${heat.y.label} ${y}: ${found}`;
}

export function cellHandlers(model: ContourModel, cell: Signal<number | null>): Handlers {
  const heat = () => model.heat.value as HeatMap;
  const at = (point: Point): number | null => {
    const found = model.points.frame.now?.at(point);
    return found?.inside ? Math.round(found.y) * heat().width + Math.round(found.x) : null;
  };
  const select = (chosen: number | null) => {
    const { width } = heat();
    brush(
      { key: model.x.value.key, interval: chosen === null ? null : intervalOf(model.x.value, chosen % width) },
      { key: model.y.value.key, interval: chosen === null ? null : intervalOf(model.y.value, Math.floor(chosen / width)) },
    );
  };
  return {
    hover: (point) => {
      cell.value = point && at(point);
    },
    click: (point) => select(at(point)),
    key: (event) => {
      if (event.key === 'Enter' || event.key === ' ') select(cell.value);
      else if (event.key === 'Escape') select(null);
      else return step(event.key, heat(), cell);
      return true;
    },
  };
}

function step(key: string, { width, height }: HeatMap, cell: Signal<number | null>): boolean {
  const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
  if (!by) return false;
  const now = cell.value ?? 0;
  const [x, y] = [(now % width) + (by[0] as number), Math.floor(now / width) + (by[1] as number)];
  if (cell.value === null) cell.value = 0;
  else if (x >= 0 && y >= 0 && x < width && y < height) cell.value = y * width + x;
  return true;
}

export function cellRows({ value, of }: ContourModel, heat: HeatMap) {
  const filled = Array.from(heat.count.keys()).filter((cell) => (heat.count[cell] as number) > 0);
  return {
    head: [heat.x.label, heat.y.label, `${of.value === 'mean' ? 'mean' : 'best'} ${value.value.label}`, 'trials'],
    total: filled.length,
    row: (place: number) => {
      const cell = filled[place] as number;
      return [...nameOf(heat, cell), show(heat.values[cell]), show(heat.count[cell])];
    },
  };
}
